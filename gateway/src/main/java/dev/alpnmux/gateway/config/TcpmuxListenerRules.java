package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Strictness;
import dev.alpnmux.gateway.route.Transport;
import java.util.Optional;

/** Which keys go together with the transport of a listener. */
final class TcpmuxListenerRules {
  /** From where a listener without TLS may be reached. */
  private enum ClearText {
    LOOPBACK,
    ANYWHERE
  }

  private TcpmuxListenerRules() {}

  static void check(
      Section listener,
      ListenerRules rules,
      Optional<SocketBinding> address,
      ServiceNames services) {
    boolean isAnywhere =
        listener
            .choice("clearText", ClearText.LOOPBACK)
            .filter(ClearText.ANYWHERE::equals)
            .isPresent();
    if (rules.transport() == Transport.TCPMUX) {
      checkTcpmux(listener, rules, services);
      checkReach(listener, isAnywhere, address);
    } else if (isAnywhere) {
      listener.fault(
          "clearText", "\"clearText\" is for \"transport\": \"tcpmux\"; add that, or remove this");
    }
  }

  private static void checkTcpmux(Section listener, ListenerRules rules, ServiceNames services) {
    if (rules.requireServerName()) {
      forTlsOnly(listener, "requireServerName");
    }
    if (rules.strictness() == Strictness.REPORT) {
      forTlsOnly(listener, "strictness");
    }
    if (listener.has("defaultService")) {
      forTlsOnly(listener, "defaultService");
    }
    if (!services.anyOptsInToTcpmux()) {
      listener.warn("transport", "no service has \"tcpmux\": true, so every client is refused");
    }
  }

  private static void forTlsOnly(Section listener, String key) {
    listener.fault(key, "a TCPMUX client sends the name of a service only; remove \"" + key + '"');
  }

  private static void checkReach(
      Section listener, boolean isAnywhere, Optional<SocketBinding> address) {
    if (isAnywhere) {
      listener.warn(
          "clearText", "who can see the network can read and change what goes over this listener");
    } else {
      address
          .filter(a -> !Addresses.isLoopback(a.host()))
          .ifPresent(a -> listener.fault("address", reachesTooFar(a)));
    }
  }

  private static String reachesTooFar(SocketBinding address) {
    return "TCPMUX is clear text, so it listens on a loopback address only; write 127.0.0.1:"
        + address.port()
        + ", or add \"clearText\": \"anywhere\"";
  }
}
