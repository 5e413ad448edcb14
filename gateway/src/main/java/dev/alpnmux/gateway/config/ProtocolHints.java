package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.KnownProtocol;
import dev.alpnmux.spec.ProtocolRegistry;
import java.util.Optional;

/** What is allowed of ids, but hardly meant, as far as the registry of ALPN ids knows them. */
final class ProtocolHints {
  private static final int HTTPS_PORT = 443;

  private ProtocolHints() {}

  /** Warns of ids that no client of this port offers, and of clear text where TLS is expected. */
  static void check(Section section, Service service) {
    service.protocols().forEach(id -> hint(id).ifPresent(h -> section.warn("protocols", h)));
    if (service.mode() == ServiceMode.TERMINATE && !service.protocols().isEmpty()) {
      service.upstreams().stream()
          .map(WeightedUpstream::address)
          .filter(ProtocolHints::expectsTls)
          .forEach(upstream -> section.warn("upstreams", clearText(service, upstream)));
    }
  }

  /** Warns of a service whose server greets clients that have named nothing (ALPACA). */
  static void checkDefault(Section listener, Service service) {
    service.protocols().stream()
        .flatMap(id -> ProtocolRegistry.find(id).stream())
        .filter(known -> !known.clientSpeaksFirst())
        .findFirst()
        .ifPresent(known -> listener.warn("defaultService", greeting(known)));
  }

  private static Optional<String> hint(ApplicationProtocol id) {
    Optional<KnownProtocol> known = ProtocolRegistry.find(id);
    return known.isPresent()
        ? known.filter(protocol -> !protocol.carriage().isTls()).map(ProtocolHints::otherCarriage)
        : inOtherCase(id).map(other -> misspelt(id, other));
  }

  private static Optional<ApplicationProtocol> inOtherCase(ApplicationProtocol id) {
    return ProtocolRegistry.all().stream()
        .map(KnownProtocol::id)
        .filter(known -> known.octets().equalsIgnoreCase(id.octets()))
        .findFirst();
  }

  private static String misspelt(ApplicationProtocol id, ApplicationProtocol other) {
    return "ids are compared octet by octet, and no usual client offers \""
        + id
        + "\"; did you mean \""
        + other
        + "\"?";
  }

  private static String otherCarriage(KnownProtocol protocol) {
    String text = named(protocol);
    return switch (protocol.carriage()) {
      case CLEAR -> text + " in clear text, and no client offers it in a TLS handshake; remove it";
      case QUIC -> text + ", which is for QUIC: no client offers it to a port for TLS; remove it";
      default -> text + ", which is for DTLS: no client offers it to a port for TLS; remove it";
    };
  }

  private static String named(KnownProtocol protocol) {
    return '"' + protocol.id().toString() + "\" is " + protocol.name();
  }

  private static boolean expectsTls(Upstream upstream) {
    return upstream instanceof Upstream.Tcp tcp && tcp.port() == HTTPS_PORT;
  }

  private static String clearText(Service service, Upstream upstream) {
    ApplicationProtocol id = service.protocols().get(0);
    return ProtocolRegistry.find(id).map(known -> named(known) + ", but ").orElse("")
        + upstream
        + " would get clear text, which port 443 is hardly for; did you mean \"mode\":"
        + " \"reencrypt\"?";
  }

  private static String greeting(KnownProtocol protocol) {
    return named(protocol)
        + ", whose server speaks first: it greets every client that names no service, and may take"
        + " the request of a browser for commands; remove \"defaultService\", or choose another"
        + " service";
  }
}
