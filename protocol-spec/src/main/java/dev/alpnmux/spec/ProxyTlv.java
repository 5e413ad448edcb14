package dev.alpnmux.spec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One field of a PROXY header of version 2: type, length, value.
 *
 * @param type from 0 to 255
 * @param octets the value with one {@code char} per octet (ISO 8859-1)
 */
public record ProxyTlv(int type, String octets) {
  /** The ALPN id of the connection. */
  public static final int ALPN = 0x01;

  /** The server name that the client asked for. */
  public static final int AUTHORITY = 0x02;

  /** The number of the connection in the log of the proxy. */
  public static final int UNIQUE_ID = 0x05;

  /** What is known of the client's TLS, with TLVs of its own inside. */
  public static final int SSL = 0x20;

  /** The checksum, which reader and writer keep for themselves. */
  static final int CRC32C = 0x03;

  /** Padding. */
  static final int NOOP = 0x04;

  private static final int HEADER_BYTES = 3;
  private static final int UNIQUE_ID_MAX = 128;

  public ProxyTlv {
    if (type < 0 || type > 0xFF || type == CRC32C || type == NOOP) {
      throw new IllegalArgumentException("no type of a field that says something: " + type);
    }
    if (octets.length() > 0xFFFF || octets.chars().anyMatch(octet -> octet > 0xFF)) {
      throw new IllegalArgumentException("a value has at most 65535 octets");
    }
  }

  /** Returns the field that names the application protocol. */
  public static ProxyTlv alpn(ApplicationProtocol protocol) {
    return new ProxyTlv(ALPN, protocol.octets());
  }

  /** Returns the field that names the server. */
  public static ProxyTlv authority(ServerName name) {
    return new ProxyTlv(AUTHORITY, name.value());
  }

  /**
   * Returns the field that numbers the connection.
   *
   * @throws IllegalArgumentException if the id has more than 128 octets
   */
  public static ProxyTlv uniqueId(String id) {
    if (id.length() > UNIQUE_ID_MAX) {
      throw new IllegalArgumentException("a unique id has at most 128 octets");
    }
    return new ProxyTlv(UNIQUE_ID, id);
  }

  /** Returns the field that tells of the client's TLS. */
  public static ProxyTlv ssl(ProxyTls tls) {
    return new ProxyTlv(SSL, tls.octets());
  }

  static int bytes(List<ProxyTlv> tlvs) {
    return tlvs.stream().mapToInt(tlv -> HEADER_BYTES + tlv.octets.length()).sum();
  }

  /** Returns the fields as they stand on the wire, one {@code char} per octet. */
  static String octets(List<ProxyTlv> tlvs) {
    return tlvs.stream().map(ProxyTlv::encoded).collect(Collectors.joining());
  }

  private String encoded() {
    int length = octets.length();
    return "" + (char) type + (char) (length >> 8) + (char) (length & 0xFF) + octets;
  }

  /** Returns the field of a text, in UTF-8. */
  static ProxyTlv text(int type, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new ProxyTlv(type, new String(utf8, StandardCharsets.ISO_8859_1));
  }

  /** Returns type and value, safe in a log line. */
  @Override
  public String toString() {
    return "0x" + Integer.toHexString(type) + '=' + WrittenOctets.of(octets);
  }
}
