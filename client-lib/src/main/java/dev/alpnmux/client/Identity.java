package dev.alpnmux.client;

import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
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
    if (!fits(key, chain.get(0).getPublicKey())) {
      throw new IOException(privateKey + ": this is not the private key of " + certificate);
    }
    return new Identity(List.copyOf(chain), key);
  }

  /** A signature is the only proof that holds for every kind of key. */
  private static boolean fits(PrivateKey key, PublicKey publicKey) {
    try {
      Signature signature = signatureFor(key);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // The public key is of another kind.
    }
  }

  private static Signature signatureFor(PrivateKey key) throws GeneralSecurityException {
    String algorithm = key.getAlgorithm();
    Signature signature =
        switch (algorithm) {
          case "EC" -> Signature.getInstance("SHA256withECDSA");
          case "RSA" -> Signature.getInstance("SHA256withRSA");
          default -> Signature.getInstance(algorithm);
        };
    if (algorithm.equals("RSASSA-PSS")) {
      // RFC 8017 §9.1: the salt is as long as the hash.
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }

  X509Certificate[] chain() {
    return chain.toArray(X509Certificate[]::new);
  }

  PrivateKey key() {
    return key;
  }
}
