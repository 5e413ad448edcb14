package dev.alpnmux.certificates;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the ASN.1 elements of a certificate in DER (ITU-T X.690). */
final class DerWriter {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0C;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT = 0x80;
  private static final int CONTEXT_CONSTRUCTED = 0xA0;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  // RFC 5280 §4.1.2.5: two digits of the year through 2049, four from 2050 on.
  private static final int UTC_TIME_END = 2050;

  private DerWriter() {}

  static byte[] sequence(byte[]... elements) {
    return element(SEQUENCE, concat(elements));
  }

  /** A SET of one element: DER would have to sort several. */
  static byte[] setOf(byte[] element) {
    return element(SET, element);
  }

  static byte[] isTrue() {
    return element(BOOLEAN, new byte[] {(byte) 0xFF});
  }

  static byte[] integer(BigInteger value) {
    return element(INTEGER, value.toByteArray());
  }

  static byte[] octetString(byte[] octets) {
    return element(OCTET_STRING, octets);
  }

  static byte[] utf8String(String text) {
    return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A BIT STRING of whole octets. */
  static byte[] bitString(byte[] octets) {
    return element(BIT_STRING, concat(new byte[] {0}, octets));
  }

  /** A BIT STRING of named bits, the first of them the highest; DER leaves out trailing zeros. */
  static byte[] namedBits(int bits) {
    return element(
        BIT_STRING, new byte[] {(byte) Integer.numberOfTrailingZeros(bits), (byte) bits});
  }

  static byte[] objectIdentifier(int... arcs) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      base128(content, arcs[i]);
    }
    return element(OBJECT_IDENTIFIER, content.toByteArray());
  }

  private static void base128(ByteArrayOutputStream content, int arc) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (arc >>> shift != 0) {
        content.write(arc >>> shift & 0x7F | 0x80);
      }
    }
    content.write(arc & 0x7F);
  }

  static byte[] time(Instant time) {
    String digits = TIME.format(time);
    return time.atZone(ZoneOffset.UTC).getYear() < UTC_TIME_END
        ? element(UTC_TIME, digits.substring(2).getBytes(StandardCharsets.US_ASCII))
        : element(GENERALIZED_TIME, digits.getBytes(StandardCharsets.US_ASCII));
  }

  /** A context-specific tag in place of a primitive one. */
  static byte[] implicit(int tag, byte[] content) {
    return element(CONTEXT | tag, content);
  }

  /** A context-specific tag around a whole element. */
  static byte[] explicit(int tag, byte[] element) {
    return element(CONTEXT_CONSTRUCTED | tag, element);
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream(content.length + 6);
    element.write(tag);
    length(element, content.length);
    element.writeBytes(content);
    return element.toByteArray();
  }

  /** X.690 §10.1: the shortest form. */
  private static void length(ByteArrayOutputStream element, int length) {
    if (length < 0x80) {
      element.write(length);
      return;
    }
    byte[] octets = BigInteger.valueOf(length).toByteArray();
    int start = octets[0] == 0 ? 1 : 0;
    element.write(0x80 | octets.length - start);
    element.write(octets, start, octets.length - start);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
