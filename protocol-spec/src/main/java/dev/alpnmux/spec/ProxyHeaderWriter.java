package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.alpnmux.spec.ProxyHeader.Command;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import dev.alpnmux.spec.ProxyHeader.Endpoints;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Writes PROXY headers. */
final class ProxyHeaderWriter {
  private static final int CHECKSUM_TLV_BYTES = 7;

  private ProxyHeaderWriter() {}

  static byte[] line(ProxyHeader header) {
    String line = header.endpoints().map(ProxyHeaderWriter::line).orElse("PROXY UNKNOWN") + "\r\n";
    return line.getBytes(US_ASCII);
  }

  private static String line(Endpoints ends) {
    boolean isIpv4 = ends.areIpv4();
    return String.join(
        " ",
        isIpv4 ? "PROXY TCP4" : "PROXY TCP6",
        IpText.write(address(ends.source(), isIpv4)),
        IpText.write(address(ends.destination(), isIpv4)),
        String.valueOf(ends.source().port()),
        String.valueOf(ends.destination().port()));
  }

  /** One family has to do for both: an IPv4 address is then written as RFC 4291 §2.5.5.2 says. */
  private static String address(Endpoint end, boolean isIpv4) {
    return isIpv4 || !end.isIpv4() ? end.octets() : IpText.MAPPED_PREFIX + end.octets();
  }

  static byte[] binary(ProxyHeader header) {
    byte[] addresses = header.endpoints().map(ProxyHeaderWriter::addresses).orElse(new byte[0]);
    byte[] tlvs = ProxyTlv.octets(header.tlvs()).getBytes(ISO_8859_1);
    boolean isLocal = header.command() == Command.LOCAL;
    // Of a LOCAL header nothing but its length is ever looked at.
    int length = isLocal ? 0 : addresses.length + tlvs.length + CHECKSUM_TLV_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(ProxyHeaderReader.V2_PREFIX_BYTES + length);
    bytes.put(ProxyHeaderReader.signature());
    bytes.put((byte) (isLocal ? 0x20 : 0x21));
    bytes.put(header.endpoints().map(ProxyHeaderWriter::family).orElse((byte) 0));
    bytes.putShort((short) length);
    if (!isLocal) {
      bytes.put(addresses).put(tlvs);
      putChecksum(bytes);
    }
    return bytes.array();
  }

  /** TCP over IPv4, or over IPv6. */
  private static byte family(Endpoints ends) {
    return (byte) (ends.areIpv4() ? 0x11 : 0x21);
  }

  private static byte[] addresses(Endpoints ends) {
    boolean isIpv4 = ends.areIpv4();
    String octets = address(ends.source(), isIpv4) + address(ends.destination(), isIpv4);
    return ByteBuffer.allocate(octets.length() + 4)
        .put(octets.getBytes(ISO_8859_1))
        .putShort((short) ends.source().port())
        .putShort((short) ends.destination().port())
        .array();
  }

  /** The checksum is over the whole header, with zeros where it will stand itself. */
  private static void putChecksum(ByteBuffer bytes) {
    bytes.put((byte) ProxyTlv.CRC32C).putShort((short) 4);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate().clear());
    bytes.putInt((int) checksum.getValue());
  }
}
