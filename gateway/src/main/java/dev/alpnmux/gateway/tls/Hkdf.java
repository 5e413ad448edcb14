package dev.alpnmux.gateway.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869): many keys of one secret. The JDK has it from version 25 on. */
final class Hkdf {
  private static final String HMAC = "HmacSHA256";
  private static final int HASH_BYTES = 32;
  private static final int BLOCKS_MAX = 255;

  private Hkdf() {}

  /** Returns the pseudorandom key of a secret (§2.2). */
  static byte[] extract(byte[] salt, byte[] secret) {
    // §2.2: no salt is as many zeros as a hash has octets; an empty key is refused by the JDK.
    return hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt).doFinal(secret);
  }

  /** Returns so many octets for the purpose that {@code info} names (§2.3). */
  static byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    if (length > BLOCKS_MAX * HASH_BYTES) {
      throw new IllegalArgumentException("at most 255 hashes can be derived");
    }
    Mac mac = hmac(pseudorandomKey);
    ByteBuffer derived = ByteBuffer.allocate(length);
    byte[] block = new byte[0];
    for (int i = 1; derived.hasRemaining(); i++) {
      mac.update(block);
      mac.update(info);
      block = mac.doFinal(new byte[] {(byte) i});
      derived.put(block, 0, Math.min(HASH_BYTES, derived.remaining()));
    }
    return derived.array();
  }

  private static Mac hmac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
