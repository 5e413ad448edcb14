package dev.alpnmux.spec;

import dev.alpnmux.spec.ProxyHeader.Command;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Parses a PROXY header of version 2. */
final class ProxyBinaryParser {
  private static final int COMMAND_AT = 12;
  private static final int FAMILY_AT = 13;
  private static final int LENGTH_AT = 14;
  private static final int ADDRESSES_AT = ProxyHeaderReader.V2_PREFIX_BYTES;
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int CHECKSUM_BYTES = 4;

  private final byte[] octets;
  private final int tlvsAt;
  private final List<ProxyTlv> tlvs = new ArrayList<>();
  private boolean hasChecksum;

  private ProxyBinaryParser(byte[] octets, int tlvsAt) {
    this.octets = octets;
    this.tlvsAt = tlvsAt;
  }

  /** Judges the first 16 octets, and returns how many more there are. */
  static int length(byte[] octets) throws HelloSyntaxException {
    int command = octets[COMMAND_AT] & 0xFF;
    int length = (octets[LENGTH_AT] & 0xFF) << 8 | octets[LENGTH_AT + 1] & 0xFF;
    if (command != LOCAL && command != PROXY) {
      throw malformed("the PROXY header has another version than 2, or an unknown command");
    }
    if (command == PROXY && length < addressBytes(octets)) {
      throw malformed("the PROXY header is too short for the addresses of its family");
    }
    return length;
  }

  private static int addressBytes(byte[] octets) throws HelloSyntaxException {
    return switch (octets[FAMILY_AT]) {
      case 0x00 -> 0;
      case 0x11, 0x12 -> 12;
      case 0x21, 0x22 -> 36;
      case 0x31, 0x32 -> 216;
      default -> throw malformed("the PROXY header has an unknown family of addresses");
    };
  }

  /** Parses the whole header, whose first 16 octets are judged already. */
  static ProxyHeader parse(byte[] octets) throws HelloSyntaxException {
    if (octets[COMMAND_AT] == LOCAL) {
      // What may follow is to be ignored, even its family.
      return ProxyHeader.LOCAL;
    }
    int tlvsAt = ADDRESSES_AT + addressBytes(octets);
    List<ProxyTlv> tlvs = new ProxyBinaryParser(octets, tlvsAt).tlvs();
    return switch (tlvsAt - ADDRESSES_AT) {
      case 12 -> ProxyHeader.of(endpoint(octets, 4, 0), endpoint(octets, 4, 1), tlvs);
      case 36 -> ProxyHeader.of(endpoint(octets, 16, 0), endpoint(octets, 16, 1), tlvs);
      default -> new ProxyHeader(Command.PROXY, Optional.empty(), tlvs);
    };
  }

  private static Endpoint endpoint(byte[] octets, int addressBytes, int which) {
    int from = ADDRESSES_AT + which * addressBytes;
    int port = ADDRESSES_AT + 2 * addressBytes + 2 * which;
    return Endpoint.of(
        Arrays.copyOfRange(octets, from, from + addressBytes),
        (octets[port] & 0xFF) << 8 | octets[port + 1] & 0xFF);
  }

  private List<ProxyTlv> tlvs() throws HelloSyntaxException {
    OctetReader reader =
        new OctetReader(octets, tlvsAt, octets.length, "PROXY header", Refusal.PROXY_HEADER);
    while (reader.hasMore()) {
      int type = reader.uint8();
      int length = reader.uint16();
      OctetReader value = reader.slice(length, "PROXY header");
      if (type == ProxyTlv.CRC32C) {
        verify(octets.length - reader.remaining() - length, length);
      } else if (type != ProxyTlv.NOOP) {
        tlvs.add(new ProxyTlv(type, value.rest()));
      }
    }
    return tlvs;
  }

  private void verify(int at, int length) throws HelloSyntaxException {
    if (length != CHECKSUM_BYTES || hasChecksum) {
      throw malformed("the PROXY header has two checksums, or one of another length than 4");
    }
    hasChecksum = true;
    byte[] zeroed = octets.clone();
    Arrays.fill(zeroed, at, at + CHECKSUM_BYTES, (byte) 0);
    CRC32C checksum = new CRC32C();
    checksum.update(zeroed);
    if ((int) checksum.getValue() != ByteBuffer.wrap(octets).getInt(at)) {
      throw malformed("the checksum of the PROXY header is wrong");
    }
  }

  private static HelloSyntaxException malformed(String detail) {
    return new HelloSyntaxException(Refusal.PROXY_HEADER, detail);
  }
}
