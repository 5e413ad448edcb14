package dev.alpnmux.gateway.route;

import dev.alpnmux.gateway.address.AddressRules;
import java.util.Optional;

/**
 * What one listener decides for itself.
 *
 * @param transport what its clients speak; without TLS there are neither server names nor ALPN
 * @param requireServerName whether a client without a server name is refused
 * @param defaultService the name of the service for clients that offer no ALPN at all, if any;
 *     never used for an offer that did not match, unless the listener only reports
 * @param strictness whether clients are refused that name no service
 * @param from which clients are let in by their addresses
 * @param proxies who must send a PROXY header, and nobody else may connect; nothing means that
 *     clients connect themselves
 */
public record ListenerRules(
    Transport transport,
    boolean requireServerName,
    Optional<String> defaultService,
    Strictness strictness,
    AddressRules from,
    Optional<AddressRules> proxies) {
  /** TLS; nameless clients are allowed, clients without ALPN are not; no address is kept out. */
  public static final ListenerRules DEFAULT =
      new ListenerRules(
          Transport.TLS,
          false,
          Optional.empty(),
          Strictness.ENFORCE,
          AddressRules.EVERYBODY,
          Optional.empty());

  /** Returns rules that differ by the default service. */
  ListenerRules withDefaultService(Optional<String> service) {
    return new ListenerRules(transport, requireServerName, service, strictness, from, proxies);
  }
}
