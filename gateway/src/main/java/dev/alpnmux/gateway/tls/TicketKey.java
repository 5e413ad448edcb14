package dev.alpnmux.gateway.tls;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One key for session tickets, as BoringSSL takes it (RFC 5077 §4).
 *
 * @param name what a ticket says it was made with; 16 octets
 * @param hmacKey the key of its HMAC; 16 octets
 * @param aesKey the key of its encryption; 16 octets
 */
@SuppressWarnings("ArrayRecordComponent") // Copied at birth and compared by content.
public record TicketKey(byte[] name, byte[] hmacKey, byte[] aesKey) {
  /** The octets in each of the three parts. */
  public static final int PART_BYTES = 16;

  public TicketKey {
    name = part(name);
    hmacKey = part(hmacKey);
    aesKey = part(aesKey);
  }

  private static byte[] part(byte[] octets) {
    if (octets.length != PART_BYTES) {
      throw new IllegalArgumentException("a part has 16 octets but was given " + octets.length);
    }
    return octets.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TicketKey key
        && Arrays.equals(name, key.name)
        && Arrays.equals(hmacKey, key.hmacKey)
        && Arrays.equals(aesKey, key.aesKey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /** The keys stay out of logs. */
  @Override
  public String toString() {
    return "TicketKey[" + HexFormat.of().formatHex(name) + "]";
  }
}
