package dev.alpnmux.client;

import dev.alpnmux.client.dns.DnsClient;
import dev.alpnmux.spec.ServerName;
import java.util.Locale;
import java.util.Optional;

/**
 * Under which name DNS is asked for gateways.
 *
 * @param question the name of the records
 * @param origin the name that the gateways must prove: the one in the question, without the labels
 *     that only DNS knows
 * @param representative stands for the gateways in what is said of them; where the origin itself is
 *     to be tried, its address
 */
record DiscoveryName(
    Kind kind, String question, ServerName origin, GatewayAddress representative, DnsClient dns) {
  private static final int DEFAULT_PORT = 443;

  /** Which records. */
  enum Kind {
    /** {@code srv:_SERVICE._tcp.DOMAIN}, RFC 2782. */
    SRV,
    /** {@code svcb:NAME}, RFC 9460. */
    SVCB,
    /** {@code https:HOST[:PORT]}, RFC 9460 §9. */
    HTTPS
  }

  /**
   * Reads {@code srv:NAME}, {@code svcb:NAME} or {@code https:HOST[:PORT]}.
   *
   * @return nothing if {@code text} begins like none of these
   * @throws IllegalArgumentException if what follows is no name
   */
  static Optional<DiscoveryName> parse(String text, DnsClient dns) {
    for (Kind kind : Kind.values()) {
      String scheme = kind.name().toLowerCase(Locale.ROOT) + ':';
      if (text.startsWith(scheme)) {
        String name = text.substring(scheme.length());
        return Optional.of(kind == Kind.HTTPS ? https(name, dns) : of(kind, name, dns));
      }
    }
    return Optional.empty();
  }

  private static DiscoveryName of(Kind kind, String name, DnsClient dns) {
    ServerName question = new ServerName(name);
    String origin = question.value();
    while (origin.startsWith("_") && origin.indexOf('.') > 0) {
      origin = origin.substring(origin.indexOf('.') + 1);
    }
    return new DiscoveryName(
        kind,
        question.value(),
        new ServerName(origin),
        new GatewayAddress(question.value(), DEFAULT_PORT),
        dns);
  }

  private static DiscoveryName https(String text, DnsClient dns) {
    GatewayAddress address =
        GatewayAddress.parse(text.indexOf(':') < 0 ? text + ':' + DEFAULT_PORT : text);
    ServerName origin = new ServerName(address.host());
    // RFC 9460 §9.1
    String question =
        address.port() == DEFAULT_PORT
            ? origin.value()
            : "_" + address.port() + "._https." + origin.value();
    return new DiscoveryName(Kind.HTTPS, question, origin, address, dns);
  }

  /** Returns the form that {@link #parse} reads. */
  @Override
  public String toString() {
    String scheme = kind.name().toLowerCase(Locale.ROOT) + ':';
    return scheme + (kind == Kind.HTTPS ? representative.toString() : question);
  }
}
