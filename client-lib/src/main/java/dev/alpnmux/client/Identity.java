package dev.alpnmux.client;

import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.nio.file.Path;
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
   * <p>It is shown to every service that asks, whatever authorities the service lists: a refusal
   * with its reason helps more than silence.
   *
   * @param certificate the certificate, followed by its intermediate authorities
   * @param privateKey its key: PKCS#8, SEC1 or PKCS#1, not encrypted
   * @throws IOException if a file cannot be read or used, or the key is not the one of the
   *     certificate; the message names the file and says why
   */
  public static Identity pem(Path certificate, Path privateKey) throws IOException {
    List<X509Certificate> chain = PemFile.read(certificate, Pem::certificates);
    PrivateKey key = PemFile.read(privateKey, Pem::privateKey);
    if (!Pem.isKeyOf(key, chain.get(0))) {
      throw new IOException(privateKey + ": this is not the private key of " + certificate);
    }
    return new Identity(List.copyOf(chain), key);
  }

  X509Certificate[] chain() {
    return chain.toArray(X509Certificate[]::new);
  }

  PrivateKey key() {
    return key;
  }
}
