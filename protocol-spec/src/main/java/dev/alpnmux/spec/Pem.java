package dev.alpnmux.spec;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads certificates, private keys and revocation lists from PEM text (RFC 7468). No I/O. Damage is
 * an error and never skipped: half a chain would serve, and fail at some clients only.
 */
public final class Pem {
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  private Pem() {}

  /**
   * Returns the certificates in {@code text} in their order; everything else in it is skipped.
   *
   * @throws CertificateException if there is none, or one cannot be read; the message says which
   */
  public static List<X509Certificate> certificates(String text) throws CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : certificateBlocks(text)) {
      certificates.add(certificate(block, certificates.size() + 1));
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("no \"BEGIN CERTIFICATE\" block in it");
    }
    return certificates;
  }

  private static List<PemBlock> certificateBlocks(String text) throws CertificateException {
    try {
      return PemBlock.read(text).stream().filter(b -> b.label().equals("CERTIFICATE")).toList();
    } catch (IllegalArgumentException e) {
      throw new CertificateException("the PEM text is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the revocation lists in {@code text} in their order; everything else in it is skipped.
   *
   * @throws CRLException if there is none, or one cannot be read
   */
  public static List<X509CRL> revocationLists(String text) throws CRLException {
    List<X509CRL> lists = new ArrayList<>();
    try {
      for (PemBlock block : PemBlock.read(text)) {
        if (block.label().equals("X509 CRL")) {
          lists.add(revocationList(block.der()));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new CRLException("the PEM text is damaged: " + e.getMessage(), e);
    }
    if (lists.isEmpty()) {
      throw new CRLException("no \"BEGIN X509 CRL\" block in it");
    }
    return lists;
  }

  /**
   * Returns the revocation list that these octets are in DER.
   *
   * @throws CRLException if they are something else
   */
  public static X509CRL revocationList(byte[] der) throws CRLException {
    try {
      ByteArrayInputStream octets = new ByteArrayInputStream(der);
      X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(octets);
      if (octets.available() > 0) {
        throw new CRLException("more bytes behind it");
      }
      return list;
    } catch (CertificateException | CRLException e) {
      throw new CRLException("the revocation list is damaged: " + e.getMessage(), e);
    }
  }

  private static X509Certificate certificate(PemBlock block, int place)
      throws CertificateException {
    try {
      ByteArrayInputStream der = new ByteArrayInputStream(block.der());
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate certificate = (X509Certificate) factory.generateCertificate(der);
      if (der.available() > 0) {
        throw new CertificateException("more bytes behind it");
      }
      return certificate;
    } catch (CertificateException | IllegalArgumentException e) {
      throw new CertificateException(
          "certificate " + place + " in it is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the first private key in {@code text}: PKCS#8 (RFC 5958), SEC1 (RFC 5915) or PKCS#1
   * (RFC 8017), not encrypted.
   *
   * @throws GeneralSecurityException if there is none, or it cannot be read; the message says why
   */
  public static PrivateKey privateKey(String text) throws GeneralSecurityException {
    try {
      for (PemBlock block : PemBlock.read(text)) {
        if (block.label().endsWith("PRIVATE KEY")) {
          return privateKey(block);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new KeyException("the PEM text is damaged: " + e.getMessage(), e);
    }
    throw new KeyException("no \"BEGIN PRIVATE KEY\" block in it");
  }

  private static PrivateKey privateKey(PemBlock block) throws GeneralSecurityException {
    if (block.isEncrypted()) {
      throw new KeyException(
          "the key is encrypted; decrypt it with: openssl pkey -in KEY -out NEW");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> pkcs8(block.der());
      case "EC PRIVATE KEY" -> pkcs8(Pkcs8.ofSec1(block.der()));
      case "RSA PRIVATE KEY" -> pkcs8(Pkcs8.ofPkcs1(block.der()));
      default -> throw new KeyException("a \"" + block.label() + "\" is not supported; use PKCS#8");
    };
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw new KeyException("the key is damaged, or neither EC, RSA nor Ed25519", last);
  }

  /** Whether the key is the private one of the certificate, for every kind of key read here. */
  public static boolean isKeyOf(PrivateKey key, X509Certificate certificate) {
    return KeyProof.isPair(key, certificate.getPublicKey());
  }
}
