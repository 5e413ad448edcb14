package dev.alpnmux.cli.probe.wire;

import static dev.alpnmux.cli.probe.wire.Octets.join;
import static dev.alpnmux.cli.probe.wire.Octets.uint16;
import static dev.alpnmux.cli.probe.wire.Octets.vector16;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Puts handshake messages into TLS records (RFC 8446 §5.1). */
public final class Records {
  /** The content type of a ChangeCipherSpec. */
  public static final int CHANGE_CIPHER_SPEC = 20;

  /** The content type of an alert. */
  public static final int ALERT = 21;

  /** The content type of handshake messages. */
  public static final int HANDSHAKE = 22;

  /** The content type of what is encrypted. */
  public static final int APPLICATION_DATA = 23;

  /** The longest payload of a record in plaintext. */
  public static final int PAYLOAD_MAX = 1 << 14;

  /** What the record of a first hello says (RFC 8446 §5.1). */
  public static final int FIRST_VERSION = 0x0301;

  private Records() {}

  /** Returns the message in as few records as it needs. */
  public static byte[] of(byte... message) {
    return cut(message, PAYLOAD_MAX);
  }

  /** Returns the message in records of these payload lengths; the last length repeats. */
  public static byte[] cut(byte[] message, int... lengths) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    int from = 0;
    for (int i = 0; from < message.length; i++) {
      int length = lengths[Math.min(i, lengths.length - 1)];
      int end = Math.min(from + length, message.length);
      records.writeBytes(record(HANDSHAKE, Arrays.copyOfRange(message, from, end)));
      from = end;
    }
    return records.toByteArray();
  }

  /** Returns one record. */
  public static byte[] record(int contentType, byte... payload) {
    return record(contentType, FIRST_VERSION, payload);
  }

  /** Returns one record whose header says this version. */
  public static byte[] record(int contentType, int version, byte... payload) {
    return join(new byte[] {(byte) contentType}, uint16(version), vector16(payload));
  }
}
