package dev.alpnmux.gateway.route;

import java.util.Optional;

/**
 * What one listener decides for itself.
 *
 * @param requireServerName whether a client without a server name is refused
 * @param defaultService the name of the service for clients that offer no ALPN at all, if any;
 *     never used for an offer that did not match
 */
public record ListenerRules(boolean requireServerName, Optional<String> defaultService) {
  /** Nameless clients are allowed, clients without ALPN are not. */
  public static final ListenerRules DEFAULT = new ListenerRules(false, Optional.empty());
}
