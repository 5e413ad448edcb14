package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a gateway that has acknowledged the service, and no other: by the time of its certificate
 * its ALPN answer is known. It is not asked on a resumed session, so there must be none.
 */
final class ServiceTrustManager extends ConnectionTrustManager {
  private final X509ExtendedTrustManager trust;
  private final ApplicationProtocol service;
  private final PeerName peer;

  ServiceTrustManager(X509ExtendedTrustManager trust, ApplicationProtocol service, PeerName peer) {
    this.trust = trust;
    this.service = service;
    this.peer = peer;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    SSLSocket tls = (SSLSocket) socket;
    requireVerifiedName(tls.getSSLParameters());
    trust.checkServerTrusted(chain, authType, socket);
    requireAcknowledged(tls.getHandshakeApplicationProtocol());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    requireVerifiedName(engine.getSSLParameters());
    trust.checkServerTrusted(chain, authType, engine);
    requireAcknowledged(engine.getHandshakeApplicationProtocol());
  }

  /** A library may have put parameters of its own in place of ours. */
  private void requireVerifiedName(SSLParameters parameters) throws CertificateException {
    if (!"HTTPS".equals(parameters.getEndpointIdentificationAlgorithm())) {
      throw new CertificateException(
          "the server name would not be verified; set the endpoint identification HTTPS, or leave"
              + " the parameters alone");
    }
    List<SNIServerName> sent = parameters.getServerNames();
    if (sent != null && !sent.isEmpty() && !sent.equals(peer.sent())) {
      throw new CertificateException(
          "another server name was sent than " + peer.host() + "; leave the parameters alone");
    }
  }

  private void requireAcknowledged(@Nullable String answer) throws CertificateException {
    if (!service.octets().equals(answer)) {
      String said = Objects.requireNonNullElse(answer, "");
      throw new UnacknowledgedException(
          "the server did not acknowledge service \"" + service + "\": " + Failures.answered(said),
          said);
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
