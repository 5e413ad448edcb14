package dev.alpnmux.gateway.clients;

/**
 * Stands for the clients whose certificates say a certain thing. Equal patterns are equal objects,
 * and {@link Object#toString} writes what {@link #parse} reads.
 */
public sealed interface ClientPattern
    permits DnsPattern, UriPattern, SpiffePattern, SubjectPattern, KeyPattern {
  /** Whether it stands for the client with this certificate. */
  boolean matches(ClientCertificate certificate);

  /**
   * Reads a pattern: a kind, a colon, and what is looked for.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static ClientPattern parse(String written) {
    int end = written.indexOf(':') + 1;
    String wanted = written.substring(end);
    return switch (written.substring(0, end)) {
      case "dns:" -> DnsPattern.parse(wanted);
      case "uri:" ->
          SpiffePattern.isMeantBy(wanted) ? new SpiffePattern(wanted) : new UriPattern(wanted);
      case "cn:" -> new SubjectPattern("CN", wanted);
      case "ou:" -> new SubjectPattern("OU", wanted);
      case "spki:" -> new KeyPattern(wanted);
      default ->
          throw new IllegalArgumentException(
              "expected a pattern that begins with dns:, uri:, cn:, ou: or spki: but found \""
                  + written
                  + '"');
    };
  }
}
