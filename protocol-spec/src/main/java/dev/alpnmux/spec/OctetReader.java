package dev.alpnmux.spec;

import java.nio.charset.StandardCharsets;

/** Reads the vectors of the TLS presentation language (RFC 8446 §3) from one bounded range. */
final class OctetReader {
  private final byte[] octets;
  private final String what;
  private final int end;
  private int position;

  OctetReader(byte[] octets, int from, int end, String what) {
    this.octets = octets;
    this.position = from;
    this.end = end;
    this.what = what;
  }

  boolean hasMore() {
    return position < end;
  }

  int remaining() {
    return end - position;
  }

  int uint8() throws HelloSyntaxException {
    require(1);
    return octets[position++] & 0xFF;
  }

  int uint16() throws HelloSyntaxException {
    return uint8() << 8 | uint8();
  }

  void skip(int count) throws HelloSyntaxException {
    require(count);
    position += count;
  }

  /** Returns a reader over the next {@code length} octets, and moves behind them. */
  OctetReader slice(int length, String name) throws HelloSyntaxException {
    require(length);
    position += length;
    return new OctetReader(octets, position - length, position, name);
  }

  /** Returns the rest, one {@code char} per octet, and moves to the end. */
  String rest() {
    String text = new String(octets, position, remaining(), StandardCharsets.ISO_8859_1);
    position = end;
    return text;
  }

  void requireMore() throws HelloSyntaxException {
    if (!hasMore()) {
      throw new HelloSyntaxException("nothing in the " + what);
    }
  }

  void requireEnd() throws HelloSyntaxException {
    if (hasMore()) {
      throw new HelloSyntaxException("trailing bytes in the " + what);
    }
  }

  private void require(int count) throws HelloSyntaxException {
    if (count > remaining()) {
      throw new HelloSyntaxException("a length in the " + what + " points behind its end");
    }
  }
}
