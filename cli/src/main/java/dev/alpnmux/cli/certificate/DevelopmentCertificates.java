package dev.alpnmux.cli.certificate;

import dev.alpnmux.certificates.KeyedCertificate;
import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One user's authority and gateway certificate for development, kept in a folder: made on first
 * use, used again, and made anew a week before they end. For {@code localhost}, names below it, and
 * the loopback addresses; not for the world.
 */
public final class DevelopmentCertificates {
  private static final Duration RENEWED_BEFORE = Duration.ofDays(7);

  private final Path folder;
  private final Clock clock;

  private DevelopmentCertificates(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Returns the certificates of this folder, once all of them exist and are valid. Blocks on file
   * access, and while another process makes them.
   *
   * @throws IOException if the folder cannot be written
   */
  public static DevelopmentCertificates in(Path folder, Clock clock) throws IOException {
    DevelopmentCertificates certificates = new DevelopmentCertificates(folder, clock);
    PrivateFiles.createFolder(folder);
    Path lock = folder.resolve(".lock");
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Two first runs at once would mix the key of one with the certificate of the other. The
      // lock ends with the channel.
      channel.lock();
      certificates.prepare();
    }
    return certificates;
  }

  /** The authority's certificate: what a client trusts. */
  public Path authority() {
    return folder.resolve("ca.pem");
  }

  /** The gateway's certificate. */
  public Path certificate() {
    return folder.resolve("gateway.pem");
  }

  /** The gateway's private key. */
  public Path privateKey() {
    return folder.resolve("gateway.key");
  }

  /** Signs another certificate with its own key, and writes the two into new files. */
  public void issue(Path certificate, Path privateKey) throws IOException {
    KeyedCertificate authority =
        read(authority(), authorityKey())
            .orElseThrow(() -> new IOException("the authority in " + folder + " is unusable"));
    KeyedCertificate server = Authority.issue(authority, clock.instant());
    PrivateFiles.create(privateKey, server.keyPem());
    Files.writeString(certificate, server.certificatePem(), StandardOpenOption.CREATE_NEW);
  }

  private Path authorityKey() {
    return folder.resolve("ca.key");
  }

  private void prepare() throws IOException {
    Instant now = clock.instant();
    KeyedCertificate authority = read(authority(), authorityKey()).orElse(null);
    if (authority == null || !authority.outlives(now, RENEWED_BEFORE)) {
      authority = Authority.create(now);
      write(authority, authority(), authorityKey());
    }
    KeyedCertificate issuer = authority;
    Optional<KeyedCertificate> server =
        read(certificate(), privateKey())
            .filter(certificate -> certificate.outlives(now, RENEWED_BEFORE))
            .filter(certificate -> certificate.isIssuedBy(issuer));
    if (server.isEmpty()) {
      write(Authority.issue(issuer, now), certificate(), privateKey());
    }
  }

  /** At no moment do a key and the certificate of another one look like a pair. */
  private static void write(KeyedCertificate keyed, Path certificate, Path key) throws IOException {
    Files.deleteIfExists(certificate);
    PrivateFiles.replace(key, keyed.keyPem());
    PrivateFiles.replace(certificate, keyed.certificatePem());
  }

  /** What is missing or damaged is nothing: it is made anew. */
  private static Optional<KeyedCertificate> read(Path certificate, Path key) throws IOException {
    if (!Files.exists(certificate) || !Files.exists(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new KeyedCertificate(
              Pem.certificates(Files.readString(certificate)).get(0),
              Pem.privateKey(Files.readString(key))));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
