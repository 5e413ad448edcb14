package dev.alpnmux.client;

import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The certificate and private key with which a client proves itself to services that ask for it.
 * Immutable and thread-safe.
 *
 * <p>A client looks at the files again whenever it connects. When they have changed it shows the
 * new identity, and resumes nothing of the old one; when they cannot be used it goes on with the
 * old one, and says so ({@link ClientEvents#identityKept}).
 */
public final class Identity {
  private final Path certificate;
  private final Path privateKey;
  private final Stamps stamps;
  private final ClientKey key;

  /** The state of both files at one time. */
  record Stamps(Optional<FileStamp> certificate, Optional<FileStamp> privateKey) {}

  private Identity(Path certificate, Path privateKey) throws IOException {
    this.certificate = certificate;
    this.privateKey = privateKey;
    // In this order: a change in between is seen the next time.
    this.stamps = currentStamps();
    this.key = read();
  }

  /**
   * Reads an identity from two PEM files; reads them now.
   *
   * <p>It is shown to every service that asks, whatever authorities the service lists: a refusal
   * with its reason helps more than silence.
   *
   * @param certificate the certificate, followed by its intermediate authorities
   * @param privateKey its key: PKCS#8, SEC1 or PKCS#1, not encrypted
   * @return the identity
   * @throws IOException if a file cannot be read or used, or the key is not the one of the
   *     certificate; the message names the file and says why
   */
  public static Identity pem(Path certificate, Path privateKey) throws IOException {
    return new Identity(certificate, privateKey);
  }

  /** Reads both files as they are now. */
  ClientKey read() throws IOException {
    List<X509Certificate> chain = PemFile.read(certificate, Pem::certificates);
    PrivateKey privatePart = PemFile.read(privateKey, Pem::privateKey);
    if (!Pem.isKeyOf(privatePart, chain.get(0))) {
      throw new IOException(privateKey + ": this is not the private key of " + certificate);
    }
    return new ClientKey(chain, privatePart);
  }

  Stamps currentStamps() {
    return new Stamps(FileStamp.of(certificate), FileStamp.of(privateKey));
  }

  /** The stamps of the files when {@link #key} was read. */
  Stamps stamps() {
    return stamps;
  }

  ClientKey key() {
    return key;
  }

  Path certificate() {
    return certificate;
  }
}
