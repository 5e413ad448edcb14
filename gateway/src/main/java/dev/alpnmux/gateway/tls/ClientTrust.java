package dev.alpnmux.gateway.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Lets a {@link ClientVerifier} judge within the handshake of Netty's engines. */
final class ClientTrust extends X509ExtendedTrustManager {
  private final ClientVerifier verifier;
  private final Function<RefusedClientException, CertificateException> asEngineWantsIt;

  /**
   * @param asEngineWantsIt wraps the reason, so that the engine finds its alert
   */
  ClientTrust(
      ClientVerifier verifier,
      Function<RefusedClientException, CertificateException> asEngineWantsIt) {
    this.verifier = verifier;
    this.asEngineWantsIt = asEngineWantsIt;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    Optional<ClientRefusal> refusal = verifier.judge(List.of(chain));
    if (refusal.isPresent()) {
      throw asEngineWantsIt.apply(new RefusedClientException(refusal.get()));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only clients are verified here");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return verifier.authorities().toArray(X509Certificate[]::new);
  }
}
