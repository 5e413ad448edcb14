package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.List;
import java.util.Optional;

/**
 * One service as configured and checked. Immutable.
 *
 * @param name its name in the configuration, metrics and logs
 * @param mode who speaks TLS
 * @param builtin what answers when there is no upstream; then {@code upstreams} is empty
 * @param protocols the ALPN ids it is reached by, in the order of preference
 * @param serverNames the only names it is reached under; empty means every known name and none
 * @param anyServerName whether it is reached under any valid name, known or not ({@code "*"})
 * @param upstreams where it is reached, in the order of the file
 * @param upstreamTls how to speak with them; only read in mode reencrypt
 * @param connect when the upstream is connected
 * @param timeouts the waits of its connections from the decision on
 * @param clients which clients it lets in; nothing means all. The gateway asks them before it
 *     connects an upstream, and so needs {@link ConnectOrder#AFTER_HANDSHAKE}
 */
public record Service(
    String name,
    ServiceMode mode,
    Optional<Builtin> builtin,
    List<ApplicationProtocol> protocols,
    List<ServerNamePattern> serverNames,
    boolean anyServerName,
    List<Upstream> upstreams,
    UpstreamTls upstreamTls,
    ConnectOrder connect,
    Timeouts timeouts,
    Optional<ClientPolicy> clients) {
  public Service {
    protocols = List.copyOf(protocols);
    serverNames = List.copyOf(serverNames);
    upstreams = List.copyOf(upstreams);
    if (clients.isPresent() && connect != ConnectOrder.AFTER_HANDSHAKE) {
      throw new IllegalArgumentException("an upstream is connected for verified clients only");
    }
    if (clients.isPresent() && mode == ServiceMode.PASSTHROUGH) {
      throw new IllegalArgumentException("in passthrough nobody here can verify a client");
    }
  }

  /** Whether it is bound to server names, and so out of reach without one. */
  public boolean isBoundToNames() {
    return anyServerName || !serverNames.isEmpty();
  }
}
