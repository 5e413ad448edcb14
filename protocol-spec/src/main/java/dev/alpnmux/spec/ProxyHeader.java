package dev.alpnmux.spec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a proxy says of a connection before its first byte (HAProxy's PROXY protocol, versions 1 and
 * 2). Immutable. {@link ProxyHeaderReader} reads it; {@link #v1} and {@link #v2} are its bytes.
 *
 * @param command for whom the proxy connects
 * @param endpoints the two ends of the client's connection; nothing when the proxy does not know
 *     them, or when they are no IP addresses
 * @param tlvs what else is known, in the order of the wire; version 1 has none
 */
public record ProxyHeader(Command command, Optional<Endpoints> endpoints, List<ProxyTlv> tlvs) {
  /** The most bytes of a header that is read. */
  public static final int BYTES_MAX = 4096;

  /** What a proxy sends on a connection of its own, such as a health check. */
  public static final ProxyHeader LOCAL =
      new ProxyHeader(Command.LOCAL, Optional.empty(), List.of());

  /** For whom a proxy connects. */
  public enum Command {
    /** For itself: the connection's own addresses are the true ones. */
    LOCAL,
    /** For a client. */
    PROXY
  }

  /** Whence a client came, and what it connected to. */
  public record Endpoints(Endpoint source, Endpoint destination) {
    boolean areIpv4() {
      return source.isIpv4() && destination.isIpv4();
    }
  }

  /**
   * An IP address and a port.
   *
   * @param octets the 4 or 16 octets of the address, one {@code char} each (ISO 8859-1)
   */
  public record Endpoint(String octets, int port) {
    public Endpoint {
      if (octets.length() != 4 && octets.length() != 16
          || octets.chars().anyMatch(octet -> octet > 0xFF)) {
        throw new IllegalArgumentException("an IP address has 4 or 16 octets");
      }
      if (port < 0 || port > 0xFFFF) {
        throw new IllegalArgumentException("a port is from 0 to 65535 but this one is " + port);
      }
    }

    /** Returns the endpoint with these octets, as they stand on the wire. */
    public static Endpoint of(byte[] address, int port) {
      return new Endpoint(new String(address, StandardCharsets.ISO_8859_1), port);
    }

    /** Returns the octets of the address; the caller owns the array. */
    public byte[] address() {
      return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean isIpv4() {
      return octets.length() == 4;
    }

    /** Returns address and port as people write them. */
    @Override
    public String toString() {
      String text = IpText.write(octets);
      return (isIpv4() ? text : '[' + text + ']') + ":" + port;
    }
  }

  public ProxyHeader {
    tlvs = List.copyOf(tlvs);
    if (command == Command.LOCAL && (endpoints.isPresent() || !tlvs.isEmpty())) {
      throw new IllegalArgumentException("a LOCAL header says nothing of a client");
    }
    if (ProxyTlv.bytes(tlvs) > BYTES_MAX) {
      throw new IllegalArgumentException(
          "the TLVs of a PROXY header have more than " + BYTES_MAX + " bytes");
    }
  }

  /** Returns the header of a client's connection. */
  public static ProxyHeader of(Endpoint source, Endpoint destination, List<ProxyTlv> tlvs) {
    return new ProxyHeader(Command.PROXY, Optional.of(new Endpoints(source, destination)), tlvs);
  }

  /** Returns the value of the first TLV of this type, one {@code char} per octet. */
  public Optional<String> value(int type) {
    return tlvs.stream().filter(tlv -> tlv.type() == type).map(ProxyTlv::octets).findFirst();
  }

  /** Returns the line of version 1, which has no room for TLVs; the caller owns the array. */
  public byte[] v1() {
    return ProxyHeaderWriter.line(this);
  }

  /** Returns the bytes of version 2, with a checksum behind the TLVs; the caller owns the array. */
  public byte[] v2() {
    return ProxyHeaderWriter.binary(this);
  }
}
