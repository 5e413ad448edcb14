package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What one service asks of TLS, whoever connects.
 *
 * @param asked the ids to offer, and nothing else
 * @param peer the name to send and to verify
 */
record ServiceTls(List<ApplicationProtocol> asked, PeerName peer) {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  /** Puts it into parameters that have nothing of their own to say of it. */
  SSLParameters in(SSLParameters parameters) {
    parameters.setProtocols(VERSIONS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setServerNames(peer.sent());
    // JSSE writes and reads one char per octet (RFC 7301 ids are octets, not text).
    parameters.setApplicationProtocols(
        asked.stream().map(ApplicationProtocol::octets).toArray(String[]::new));
    return parameters;
  }

  /**
   * Returns a context that no connection has used: there is no session in it to resume.
   *
   * @param certificateRequested hears when the server of its one connection asks for a certificate
   */
  SSLContext freshContext(
      Trust trust, @Nullable ClientKey identity, Runnable certificateRequested) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {
            new IdentityKeyManager(identity, connection -> certificateRequested.run())
          },
          new TrustManager[] {new ServiceTrustManager(trust.manager(), asked.get(0), peer)},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java installation has no usable TLS", e);
    }
  }
}
