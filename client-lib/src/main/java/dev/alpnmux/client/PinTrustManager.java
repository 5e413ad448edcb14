package dev.alpnmux.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts chains that lead to a pinned public key. A server may send any certificate along, so one
 * with the right key proves nothing by its presence: it becomes the only trust anchor, and the JDK
 * then validates path and server name from there.
 */
final class PinTrustManager extends ConnectionTrustManager {
  private static final String PREFIX = "sha256/";
  private static final int HASH_LENGTH = 32;

  private final Set<String> pins = new LinkedHashSet<>();

  PinTrustManager(List<String> pins) {
    pins.forEach(pin -> this.pins.add(checked(pin)));
  }

  private static String checked(String pin) {
    try {
      if (pin.startsWith(PREFIX)) {
        byte[] hash = Base64.getDecoder().decode(pin.substring(PREFIX.length()));
        if (hash.length == HASH_LENGTH) {
          return written(hash);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a pin ends in Base64 but was \"" + pin + '"', e);
    }
    throw new IllegalArgumentException(
        "a pin is written sha256/BASE64 with 32 octets but was \"" + pin + '"');
  }

  private static String written(byte[] hash) {
    return PREFIX + Base64.getEncoder().encodeToString(hash);
  }

  static String pinOf(X509Certificate certificate) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return written(sha256.digest(certificate.getPublicKey().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    anchoredAtPins(chain).checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    anchoredAtPins(chain).checkServerTrusted(chain, authType, engine);
  }

  private X509ExtendedTrustManager anchoredAtPins(X509Certificate[] chain)
      throws CertificateException {
    // The JDK does not look at the dates of a certificate that is itself the trust anchor.
    chain[0].checkValidity();
    List<X509Certificate> pinned = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (X509Certificate certificate : chain) {
      String pin = pinOf(certificate);
      seen.add(pin);
      if (pins.contains(pin)) {
        pinned.add(certificate);
      }
    }
    if (pinned.isEmpty()) {
      throw new CertificateException(
          "no pin fits; the server has " + String.join(" ", seen) + " (its own certificate first)");
    }
    return anchoredAt(pinned);
  }

  private static X509ExtendedTrustManager anchoredAt(List<X509Certificate> pinned)
      throws CertificateException {
    try {
      return Trust.trusting(pinned);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the pinned certificate cannot be used", e);
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
