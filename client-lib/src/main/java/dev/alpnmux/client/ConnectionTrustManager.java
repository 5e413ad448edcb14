package dev.alpnmux.client;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies the gateway of a connection and nothing else: without a connection there is no name to
 * verify, and a client is nobody's business here.
 */
abstract class ConnectionTrustManager extends X509ExtendedTrustManager {
  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw withoutConnection();
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw withoutConnection();
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw withoutConnection();
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw withoutConnection();
  }

  private static CertificateException withoutConnection() {
    return new CertificateException("this verifies the gateway of a connection and nothing else");
  }
}
