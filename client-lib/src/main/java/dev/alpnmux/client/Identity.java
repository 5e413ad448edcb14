package dev.alpnmux.client;

import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificate and private key with which a client proves itself to services that ask for it.
 * Immutable and thread-safe.
 */
public final class Identity {
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private Identity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads an identity from two PEM files; reads them now.
   *
   * @param certificate the certificate, followed by its intermediate authorities
   * @param privateKey its key: PKCS#8, SEC1 or PKCS#1, not encrypted
   * @throws IOException if a file cannot be read or used; the message names it and says why
   */
  public static Identity pem(Path certificate, Path privateKey) throws IOException {
    List<X509Certificate> chain = read(certificate, Pem::certificates);
    PrivateKey key = read(privateKey, Pem::privateKey);
    if (!key.getAlgorithm().equals(chain.get(0).getPublicKey().getAlgorithm())) {
      throw new IOException(
          privateKey + ": this " + key.getAlgorithm() + " key does not belong to " + certificate);
    }
    return new Identity(List.copyOf(chain), key);
  }

  private interface PemReader<T> {
    T read(String text) throws GeneralSecurityException;
  }

  private static <T> T read(Path file, PemReader<T> reader) throws IOException {
    String text = Files.readString(file);
    try {
      return reader.read(text);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": cannot be used: " + e.getMessage(), e);
    }
  }

  X509Certificate[] chain() {
    return chain.toArray(X509Certificate[]::new);
  }

  PrivateKey key() {
    return key;
  }
}
