package dev.alpnmux.cli.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** A certificate with its private key. */
record Identity(X509Certificate certificate, PrivateKey key) {
  private static final int LINE_LENGTH = 64; // RFC 7468 §2

  String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has an encoding", e);
    }
  }

  String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Whether it stays valid for longer than {@code rest}. */
  boolean outlives(Instant now, Duration rest) {
    return certificate.getNotAfter().toInstant().isAfter(now.plus(rest));
  }

  boolean isIssuedBy(Identity authority) {
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
