package dev.alpnmux.cli.certificate;

import dev.alpnmux.cli.certificate.CertificateWriter.Subject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** An authority for development, which signs certificates for this machine only. */
final class Authority {
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(2 * 365);
  private static final Duration SERVER_LIFETIME = Duration.ofDays(90);

  private static final List<String> NAMES = List.of("localhost", "*.localhost");
  private static final List<byte[]> ADDRESSES =
      List.of(
          new byte[] {127, 0, 0, 1}, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

  private Authority() {}

  static Identity create(Instant now) {
    try {
      KeyPair keys = newKeys();
      // Two authorities must differ in name, or software that has both picks the wrong one.
      String name =
          "alpnmux development CA " + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
      Subject subject = new Subject(name, keys.getPublic(), now, AUTHORITY_LIFETIME);
      return new Identity(
          CertificateWriter.authority(subject, keys.getPrivate()), keys.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with ECDSA on P-256", e);
    }
  }

  /** Signs a certificate for the loopback names and addresses. */
  static Identity issue(Identity authority, Instant now) {
    try {
      KeyPair keys = newKeys();
      Subject subject =
          new Subject("alpnmux development gateway", keys.getPublic(), now, SERVER_LIFETIME);
      return new Identity(
          CertificateWriter.server(subject, NAMES, ADDRESSES, authority), keys.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with ECDSA on P-256", e);
    }
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }
}
