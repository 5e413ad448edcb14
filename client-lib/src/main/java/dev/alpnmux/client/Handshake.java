package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLSocket;

/**
 * One TLS handshake over a connected socket: sends the server name and exactly the asked ids,
 * verifies certificate and name, and accepts no answer but one of these ids.
 */
final class Handshake {
  private final TappedSocket raw;
  private final List<ApplicationProtocol> asked;
  private final PeerName peer;
  private final Failures failures;
  private boolean certificateRequested;

  Handshake(TappedSocket raw, List<ApplicationProtocol> asked, PeerName peer, Failures failures) {
    this.raw = raw;
    this.asked = asked;
    this.peer = peer;
    this.failures = failures;
  }

  /** Blocks until the handshake is done; the caller closes the socket when this throws. */
  Negotiated complete(TlsContext context, GatewayAddress gateway) throws IOException {
    SSLSocket tls = context.over(raw, peer.host(), gateway.port());
    tls.setSSLParameters(new ServiceTls(asked, peer).in(tls.getSSLParameters()));
    try {
      context.handshake(tls, () -> certificateRequested = true);
    } catch (IOException e) {
      throw failures.handshake(e, raw.tap(), certificateRequested);
    }
    raw.endHandshake();
    ApplicationProtocol service = acknowledged(tls.getApplicationProtocol());
    return new Negotiated(tls, service, new LateRefusal(certificateRequested, failures));
  }

  private ApplicationProtocol acknowledged(String answer) throws AlpnmuxException {
    for (ApplicationProtocol id : asked) {
      if (id.octets().equals(answer)) {
        return id;
      }
    }
    throw failures.notAcknowledged(answer, null);
  }
}
