package dev.alpnmux.gateway.nativetls;

import dev.alpnmux.gateway.route.UpstreamTls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Has the JDK verify the chain of an upstream and that it is for the name that was asked for. */
final class UpstreamVerifier extends PeerVerifier {
  private final X509ExtendedTrustManager trust;

  private UpstreamVerifier(X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  /** Reads the trust of the system when the upstream has no authorities of its own. */
  static UpstreamVerifier of(UpstreamTls tls) throws SSLException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(tls.authorities().isEmpty() ? null : holding(tls.authorities()));
      return new UpstreamVerifier(
          Arrays.stream(factory.getTrustManagers())
              .filter(X509ExtendedTrustManager.class::isInstance)
              .map(X509ExtendedTrustManager.class::cast)
              .findFirst()
              .orElseThrow(() -> new SSLException("the JDK has no trust manager for X.509")));
    } catch (GeneralSecurityException | IOException e) {
      throw new SSLException("the authorities of the upstream cannot be used", e);
    }
  }

  private static @Nullable KeyStore holding(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry("authority " + store.size(), authority);
    }
    return store;
  }

  @Override
  int judge(NativeSession session, List<X509Certificate> chain, String authentication)
      throws CertificateException {
    trust.checkServerTrusted(
        chain.toArray(X509Certificate[]::new),
        authentication,
        new HandshakeView(session.peerName()));
    return X509_V_OK;
  }
}
