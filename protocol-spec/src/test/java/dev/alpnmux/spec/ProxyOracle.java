package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.alpnmux.spec.ProxyHeader.Command;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A second reading of PROXY headers of version 2, to compare with: from all bytes at once. */
final class ProxyOracle {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final int PREFIX_BYTES = 16;

  private ProxyOracle() {}

  /** Returns the header that these bytes begin with, or nothing unless it is whole and right. */
  static Optional<ProxyHeader> read(byte[] bytes) {
    try {
      ByteBuffer wire = ByteBuffer.wrap(bytes);
      require(text(wire, SIGNATURE.length()).equals(SIGNATURE));
      int command = wire.get();
      int family = wire.get();
      int length = wire.getShort() & 0xFFFF;
      require(command == 0x20 || command == 0x21);
      require(PREFIX_BYTES + length <= ProxyHeader.BYTES_MAX && length <= wire.remaining());
      ByteBuffer header = ByteBuffer.wrap(bytes, 0, PREFIX_BYTES + length).position(PREFIX_BYTES);
      return Optional.of(command == 0x20 ? ProxyHeader.LOCAL : header(header, family));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ProxyHeader header(ByteBuffer in, int family) {
    switch (family) {
      case 0x00 -> {
        return new ProxyHeader(Command.PROXY, Optional.empty(), tlvs(in));
      }
      case 0x31, 0x32 -> {
        text(in, 216);
        return new ProxyHeader(Command.PROXY, Optional.empty(), tlvs(in));
      }
      case 0x11, 0x12, 0x21, 0x22 -> {
        int octets = family < 0x20 ? 4 : 16;
        String source = text(in, octets);
        String destination = text(in, octets);
        Endpoint from = new Endpoint(source, in.getShort() & 0xFFFF);
        Endpoint to = new Endpoint(destination, in.getShort() & 0xFFFF);
        return ProxyHeader.of(from, to, tlvs(in));
      }
      default -> throw new IllegalArgumentException("unknown family");
    }
  }

  private static List<ProxyTlv> tlvs(ByteBuffer in) {
    List<ProxyTlv> tlvs = new ArrayList<>();
    int checksums = 0;
    while (in.hasRemaining()) {
      int type = in.get() & 0xFF;
      int length = in.getShort() & 0xFFFF;
      if (type == 3) {
        checksums++;
        require(length == 4 && checksums == 1 && in.getInt() == checksum(in));
      } else if (type == 4) {
        text(in, length);
      } else {
        tlvs.add(new ProxyTlv(type, text(in, length)));
      }
    }
    return tlvs;
  }

  /** The checksum stands in the four octets before the position, and is over zeros there. */
  private static int checksum(ByteBuffer header) {
    ByteBuffer zeroed = ByteBuffer.allocate(header.limit()).put(header.duplicate().rewind());
    CRC32C checksum = new CRC32C();
    checksum.update(zeroed.putInt(header.position() - 4, 0).flip());
    return (int) checksum.getValue();
  }

  private static String text(ByteBuffer in, int length) {
    require(length <= in.remaining());
    byte[] octets = new byte[length];
    in.get(octets);
    return new String(octets, ISO_8859_1);
  }

  private static void require(boolean isRight) {
    if (!isRight) {
      throw new IllegalArgumentException("no header");
    }
  }
}
