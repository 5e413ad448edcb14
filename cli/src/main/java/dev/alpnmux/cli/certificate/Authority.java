package dev.alpnmux.cli.certificate;

import dev.alpnmux.certificates.KeyedCertificate;
import dev.alpnmux.certificates.Subject;
import java.security.SecureRandom;
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

  static KeyedCertificate create(Instant now) {
    // Two authorities must differ in name, or software that has both picks the wrong one.
    String name =
        "alpnmux development CA " + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    return KeyedCertificate.authority(new Subject(name, now, AUTHORITY_LIFETIME));
  }

  /** Signs a certificate for the loopback names and addresses. */
  static KeyedCertificate issue(KeyedCertificate authority, Instant now) {
    Subject subject = new Subject("alpnmux development gateway", now, SERVER_LIFETIME);
    return authority.issueServer(subject, NAMES, ADDRESSES);
  }
}
