package dev.alpnmux.spec;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM text (RFC 7468). No I/O. */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  private Pem() {}

  /**
   * Returns the certificates in {@code text} in their order; everything else in it is skipped.
   *
   * @throws CertificateException if there is none, or one cannot be read
   */
  public static List<X509Certificate> certificates(String text) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        byte[] der = decode(block.group(2));
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("no \"BEGIN CERTIFICATE\" block in it");
    }
    return certificates;
  }

  /**
   * Returns the first private key in {@code text}: PKCS#8 (RFC 5958), SEC1 (RFC 5915) or PKCS#1
   * (RFC 8017), not encrypted.
   *
   * @throws GeneralSecurityException if there is none, or it cannot be read; the message says why
   */
  public static PrivateKey privateKey(String text) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      String label = block.group(1);
      if (label.endsWith("PRIVATE KEY")) {
        return privateKey(label, block.group(2));
      }
    }
    throw new KeyException("no \"BEGIN PRIVATE KEY\" block in it");
  }

  private static PrivateKey privateKey(String label, String body) throws GeneralSecurityException {
    // RFC 1421 headers announce the encryption of the older forms.
    if (label.startsWith("ENCRYPTED") || body.contains("ENCRYPTED")) {
      throw new KeyException(
          "the key is encrypted; decrypt it with: openssl pkey -in KEY -out NEW");
    }
    byte[] der = decode(body);
    return switch (label) {
      case "PRIVATE KEY" -> pkcs8(der);
      case "EC PRIVATE KEY" -> pkcs8(Pkcs8.ofSec1(der));
      case "RSA PRIVATE KEY" -> pkcs8(Pkcs8.ofPkcs1(der));
      default -> throw new KeyException("a \"" + label + "\" is not supported; use PKCS#8");
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

  private static byte[] decode(String base64) throws CertificateException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new CertificateException("a PEM block in it is damaged: " + e.getMessage(), e);
    }
  }
}
