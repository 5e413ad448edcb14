package dev.alpnmux.certificates;

import dev.alpnmux.certificates.CertificateWriter.Issuer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A certificate with its private key: an authority, or what one has issued. Every key is a new one
 * for ECDSA on P-256. Immutable; no method blocks.
 *
 * @param certificate the certificate
 * @param key the private key that belongs to it
 */
public record KeyedCertificate(X509Certificate certificate, PrivateKey key) {
  private static final int LINE_LENGTH = 64; // RFC 7468 §2

  /** Returns a new authority, which signs itself, servers and clients, but no further authority. */
  public static KeyedCertificate authority(Subject subject) {
    return withNewKeys(keys -> CertificateWriter.authority(subject, keys));
  }

  /**
   * Returns the certificate of a server that is its own authority.
   *
   * @param dnsNames the names it is reached under; one may begin with {@code *.}
   * @param addresses the addresses it is reached under, in the octets of the wire
   */
  public static KeyedCertificate selfSignedServer(
      Subject subject, List<String> dnsNames, List<byte[]> addresses) {
    return withNewKeys(
        keys -> {
          byte[] names = CertificateWriter.names(dnsNames, addresses);
          return CertificateWriter.server(
              subject, keys.getPublic(), names, Issuer.self(subject, keys));
        });
  }

  /**
   * Issues a certificate of a server; this has to be an authority.
   *
   * @param dnsNames the names it is reached under; one may begin with {@code *.}
   * @param addresses the addresses it is reached under, in the octets of the wire
   */
  public KeyedCertificate issueServer(
      Subject subject, List<String> dnsNames, List<byte[]> addresses) {
    byte[] names = CertificateWriter.names(dnsNames, addresses);
    return withNewKeys(
        keys -> CertificateWriter.server(subject, keys.getPublic(), names, Issuer.of(this)));
  }

  /** Issues a certificate of a client; this has to be an authority. */
  public KeyedCertificate issueClient(Subject subject) {
    return withNewKeys(
        keys -> CertificateWriter.client(subject, keys.getPublic(), Issuer.of(this)));
  }

  private interface Writer {
    X509Certificate write(KeyPair keys) throws GeneralSecurityException;
  }

  private static KeyedCertificate withNewKeys(Writer writer) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      return new KeyedCertificate(writer.write(keys), keys.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with ECDSA on P-256", e);
    }
  }

  /** Returns the certificate as PEM. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has an encoding", e);
    }
  }

  /** Returns the private key as PEM, in PKCS #8 and not encrypted. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Whether it stays valid for longer than {@code rest}. */
  public boolean outlives(Instant now, Duration rest) {
    return certificate.getNotAfter().toInstant().isAfter(now.plus(rest));
  }

  /** Whether this authority has signed it. */
  public boolean isIssuedBy(KeyedCertificate authority) {
    try {
      certificate.verify(authority.certificate().getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String pem(String label, byte[] der) {
    byte[] newline = {'\n'};
    String body = Base64.getMimeEncoder(LINE_LENGTH, newline).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
