package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerName;
import java.util.Optional;
import java.util.function.Function;

/** What {@link RouteTable} makes of a ClientHello: one of two answers. */
public sealed interface Decision {
  /**
   * The client named a service that exists.
   *
   * @param route the service and the id it was chosen by
   * @param acknowledged the id that the handshake must acknowledge; nothing when the client offered
   *     no ALPN and the listener's default service answers
   * @param serverName the checked server name; nothing when the client sent none
   */
  record Forward(
      Route route, Optional<ApplicationProtocol> acknowledged, Optional<ServerName> serverName)
      implements Decision {}

  /**
   * The client gets no service.
   *
   * @param refusal the reason
   * @param alert what the client is sent; nothing means a close without an alert
   */
  record Refuse(Refusal refusal, Optional<AlertDescription> alert) implements Decision {}

  /** Returns what the function for this answer returns. */
  default <T> T fold(Function<Forward, T> forward, Function<Refuse, T> refuse) {
    return this instanceof Forward f ? forward.apply(f) : refuse.apply((Refuse) this);
  }
}
