package dev.alpnmux.spec;

import java.util.List;
import java.util.Optional;

/**
 * What a client offers in its first message (RFC 8446 §4.1.2), as far as a gateway decides on it.
 * The lists are immutable and hold the values in the order of the wire.
 *
 * @param serverName the octets of the server name extension, one {@code char} each, unchecked;
 *     nothing when the extension is absent
 * @param protocols the offered ALPN ids; nothing when the extension is absent
 * @param versions the offered TLS versions, such as {@code 0x0304}: the supported_versions
 *     extension, or without it the legacy version alone
 * @param cipherSuites the offered cipher suites
 * @param signatureSchemes the offered signature schemes; empty when the extension is absent
 */
public record ClientHello(
    Optional<String> serverName,
    Optional<List<ApplicationProtocol>> protocols,
    List<Integer> versions,
    List<Integer> cipherSuites,
    List<Integer> signatureSchemes) {
  /** The number of TLS 1.2 on the wire. */
  public static final int TLS_1_2 = 0x0303;

  /** The number of TLS 1.3 on the wire. */
  public static final int TLS_1_3 = 0x0304;

  public ClientHello {
    protocols = protocols.map(List::copyOf);
    versions = immutable(versions);
    cipherSuites = immutable(cipherSuites);
    signatureSchemes = immutable(signatureSchemes);
  }

  private static List<Integer> immutable(List<Integer> numbers) {
    return numbers instanceof Uint16List ? numbers : List.copyOf(numbers);
  }

  /** Whether the client can speak TLS 1.3. */
  public boolean offersTls13() {
    return versions.contains(TLS_1_3);
  }

  /** Whether the client can speak TLS 1.2 or 1.3; nothing else is served here. */
  public boolean offersUsableVersion() {
    return offersTls13() || versions.contains(TLS_1_2);
  }

  /**
   * Returns the server name in written form (see {@link ApplicationProtocol#parse}), cut where no
   * host name is longer: safe in a log line, whatever the client sent.
   */
  public Optional<String> writtenServerName() {
    return serverName.map(
        name ->
            WrittenOctets.of(name.substring(0, Math.min(name.length(), ServerName.LENGTH_MAX))));
  }

  /** Returns what names the service, safe in a log line. */
  @Override
  public String toString() {
    return "ClientHello[serverName="
        + writtenServerName().orElse("none")
        + ", protocols="
        + protocols.map(List::toString).orElse("none")
        + ']';
  }
}
