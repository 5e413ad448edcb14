package dev.alpnmux.cli.probe.wire;

import static dev.alpnmux.cli.probe.wire.Octets.join;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A public key of a client (RFC 8446 §4.2.8). It is a valid one, so that a server answers; nobody
 * has the private key, for no handshake is finished with it.
 *
 * @param group its number
 * @param key the key as the group writes it
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record KeyShare(int group, byte[] key) {
  /** RFC 8446 §4.2.7. */
  public static final int X25519 = 29;

  /** Likewise. */
  public static final int SECP256R1 = 23;

  /** Likewise. */
  public static final int SECP384R1 = 24;

  /** The post-quantum hybrid (draft-ietf-tls-ecdhe-mlkem). */
  public static final int X25519_MLKEM768 = 0x11EC;

  /** The generator of P-256 (SEC 2 §2.4.2), uncompressed: a point that every server takes. */
  private static final String P256_GENERATOR =
      "04"
          + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
          + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

  /** The generator of P-384 (SEC 2 §2.5.1). */
  private static final String P384_GENERATOR =
      "04"
          + "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"
          + "5502f25dbf55296c3a545e3872760ab7"
          + "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"
          + "0a60b1ce1d7e819d7a431d7c90ea0e5f";

  /** FIPS 203 §7.2: all coefficients 0 are a valid encapsulation key; a seed ends it. */
  private static final int MLKEM768_COEFFICIENTS = 1152;

  private static final int SEED = 32;

  /** Returns a key for X25519. */
  public static KeyShare x25519() {
    return new KeyShare(X25519, Octets.random(SEED));
  }

  /** Returns a key for X25519 and ML-KEM-768: larger than what a TCP segment usually holds. */
  public static KeyShare postQuantum() {
    byte[] encapsulation = join(new byte[MLKEM768_COEFFICIENTS], Octets.random(SEED));
    return new KeyShare(X25519_MLKEM768, join(encapsulation, Octets.random(SEED)));
  }

  /** Returns a key for a group of {@link Extension#groups}; nothing for one that we do not know. */
  public static Optional<KeyShare> of(int group) {
    return switch (group) {
      case X25519 -> Optional.of(x25519());
      case SECP256R1 -> Optional.of(new KeyShare(group, HexFormat.of().parseHex(P256_GENERATOR)));
      case SECP384R1 -> Optional.of(new KeyShare(group, HexFormat.of().parseHex(P384_GENERATOR)));
      default -> Optional.empty();
    };
  }
}
