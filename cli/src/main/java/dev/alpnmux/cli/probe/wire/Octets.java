package dev.alpnmux.cli.probe.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** Builds what TLS writes on the wire (RFC 8446 §3). */
public final class Octets {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Octets() {}

  /** Returns all parts in one array. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Returns these numbers as two octets each. */
  public static byte[] uint16(int... numbers) {
    byte[] octets = new byte[2 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      octets[2 * i] = (byte) (numbers[i] >> 8);
      octets[2 * i + 1] = (byte) numbers[i];
    }
    return octets;
  }

  /** Returns these octets with one octet of length before them. */
  public static byte[] vector8(byte... octets) {
    return join(new byte[] {(byte) octets.length}, octets);
  }

  /** Returns these octets with two octets of length before them. */
  public static byte[] vector16(byte... octets) {
    return join(uint16(octets.length), octets);
  }

  /** Returns the octets of a text, one for each character up to U+00FF. */
  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns so many octets that nobody can guess. */
  public static byte[] random(int count) {
    byte[] octets = new byte[count];
    RANDOM.nextBytes(octets);
    return octets;
  }
}
