package dev.alpnmux.spec;

import java.nio.charset.StandardCharsets;

/** Reads the vectors of the TLS presentation language (RFC 8446 §3) from one bounded range. */
final class OctetReader {
  private final byte[] octets;
  private final String what;
  private final Refusal refusal;
  private final int end;
  private int position;

  OctetReader(byte[] octets, int from, int end, String what) {
    this(octets, from, end, what, Refusal.MALFORMED_HELLO);
  }

  /**
   * @param what the name of the range in words
   * @param refusal the reason when a length in it is wrong
   */
  OctetReader(byte[] octets, int from, int end, String what, Refusal refusal) {
    this.octets = octets;
    this.position = from;
    this.end = end;
    this.what = what;
    this.refusal = refusal;
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
    return new OctetReader(octets, position - length, position, name, refusal);
  }

  /** Returns the rest, one {@code char} per octet, and moves to the end. */
  String rest() {
    String text = new String(octets, position, remaining(), StandardCharsets.ISO_8859_1);
    position = end;
    return text;
  }

  void requireMore() throws HelloSyntaxException {
    if (!hasMore()) {
      throw new HelloSyntaxException(refusal, "nothing in the " + what);
    }
  }

  void requireEnd() throws HelloSyntaxException {
    if (hasMore()) {
      throw new HelloSyntaxException(refusal, "trailing bytes in the " + what);
    }
  }

  private void require(int count) throws HelloSyntaxException {
    if (count > remaining()) {
      throw new HelloSyntaxException(refusal, "a length in the " + what + " points behind its end");
    }
  }
}
