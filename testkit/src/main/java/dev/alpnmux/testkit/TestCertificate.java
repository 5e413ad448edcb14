package dev.alpnmux.testkit;

import dev.alpnmux.certificates.KeyedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its private key, also as PEM files: those are written when they are asked for,
 * and deleted when the JVM ends. Thread-safe.
 */
public final class TestCertificate {
  private final KeyedCertificate keyed;
  private @Nullable Path certificateFile;
  private @Nullable Path keyFile;

  TestCertificate(KeyedCertificate keyed) {
    this.keyed = keyed;
  }

  /** Returns the certificate. */
  public X509Certificate certificate() {
    return keyed.certificate();
  }

  /** Returns the private key that belongs to it. */
  public PrivateKey key() {
    return keyed.key();
  }

  /** Returns the certificate as PEM. */
  public String certificatePem() {
    return keyed.certificatePem();
  }

  /** Returns the private key as PEM, in PKCS #8 and not encrypted. */
  public String keyPem() {
    return keyed.keyPem();
  }

  /**
   * Returns a file with the certificate as PEM, the same one each time. Blocks on file access.
   *
   * @throws UncheckedIOException if the folder for temporary files cannot be written
   */
  public synchronized Path certificateFile() {
    if (certificateFile == null) {
      certificateFile = written(".pem", certificatePem());
    }
    return certificateFile;
  }

  /**
   * Returns a file with the private key as PEM, the same one each time. Blocks on file access.
   *
   * @throws UncheckedIOException if the folder for temporary files cannot be written
   */
  public synchronized Path keyFile() {
    if (keyFile == null) {
      keyFile = written(".key", keyPem());
    }
    return keyFile;
  }

  private static Path written(String suffix, String content) {
    try {
      Path file = Files.createTempFile("alpnmux-test-", suffix);
      file.toFile().deleteOnExit();
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
