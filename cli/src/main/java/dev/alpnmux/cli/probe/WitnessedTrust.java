package dev.alpnmux.cli.probe;

import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's trust, which remembers whether it was asked: a handshake that resumes a session shows
 * no certificate (RFC 8446 §2.2).
 */
final class WitnessedTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager trust;
  private boolean wasAsked;

  private WitnessedTrust(X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  /**
   * Returns the trust in the authorities of a file, or in those of the Java installation.
   *
   * @throws IOException if the file cannot be read, or holds no certificate
   */
  static WitnessedTrust in(Optional<Path> file) throws IOException, GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(file.isEmpty() ? null : store(file.get()));
    for (TrustManager candidate : factory.getTrustManagers()) {
      if (candidate instanceof X509ExtendedTrustManager extended) {
        return new WitnessedTrust(extended);
      }
    }
    throw new GeneralSecurityException("no trust manager here can verify server names");
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    for (X509Certificate anchor : Pem.certificates(Files.readString(file))) {
      store.setCertificateEntry("anchor-" + count++, anchor);
    }
    return store;
  }

  /** Whether a server has shown its certificate since the last call. */
  boolean wasAsked() {
    boolean was = wasAsked;
    wasAsked = false;
    return was;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    wasAsked = true;
    trust.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    wasAsked = true;
    trust.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw withoutName();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    throw withoutName();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    throw withoutName();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw withoutName();
  }

  private static CertificateException withoutName() {
    return new CertificateException("only servers are trusted here, by their names");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
