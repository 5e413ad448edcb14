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
   * The client gets a service: the one that it named or, of a listener that does not enforce that,
   * the default service.
   *
   * @param route the service and the id it was chosen by
   * @param acknowledged the id that the handshake must acknowledge; nothing when the listener's
   *     default service answers
   * @param serverName the checked server name; nothing when the client sent none, or one that is no
   *     host name
   * @param reported the reason that would refuse the client on a listener that enforces, if there
   *     is one; then the server name may be one that no certificate covers
   */
  record Forward(
      Route route,
      Optional<ApplicationProtocol> acknowledged,
      Optional<ServerName> serverName,
      Optional<Refusal> reported)
      implements Decision {
    /** A client that no listener would refuse. */
    public Forward(
        Route route, Optional<ApplicationProtocol> acknowledged, Optional<ServerName> serverName) {
      this(route, acknowledged, serverName, Optional.empty());
    }

    /** Returns the same service, for another reason. */
    Forward reportedAs(Refusal refusal) {
      return new Forward(route, acknowledged, serverName, Optional.of(refusal));
    }
  }

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
