package dev.alpnmux.gateway.tls;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;

/**
 * What the ticket keys of one period are derived from.
 *
 * @param made when; to the second
 * @param octets 32 random ones
 */
@SuppressWarnings("ArrayRecordComponent") // Copied at birth and compared by content.
record MasterSecret(Instant made, byte[] octets) {
  /** As many as the hash that derives from them has (RFC 5869 §4). */
  static final int BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  MasterSecret {
    if (octets.length != BYTES) {
      throw new IllegalArgumentException("a secret has 32 octets but was given " + octets.length);
    }
    octets = octets.clone();
  }

  static MasterSecret random(Instant made) {
    byte[] octets = new byte[BYTES];
    RANDOM.nextBytes(octets);
    return new MasterSecret(made, octets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MasterSecret secret
        && made.equals(secret.made)
        && Arrays.equals(octets, secret.octets);
  }

  @Override
  public int hashCode() {
    return made.hashCode();
  }

  /** The secret stays out of logs. */
  @Override
  public String toString() {
    return "MasterSecret[" + made + "]";
  }
}
