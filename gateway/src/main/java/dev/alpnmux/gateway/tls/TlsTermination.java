package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** One library that speaks TLS with clients and upstreams. Thread-safe; contexts are too. */
interface TlsTermination {
  /** Whether the library's interface can carry the octets of this id. */
  boolean canExpress(ApplicationProtocol protocol);

  /**
   * Returns a context that shows clients this certificate.
   *
   * @param protocol the only id that it acknowledges, or nothing for clients without ALPN
   * @throws SSLException if the library cannot use the certificate or its key
   */
  SslContext server(ServerCertificate certificate, Optional<ApplicationProtocol> protocol)
      throws SSLException;

  /**
   * Returns a context that offers upstreams this id alone.
   *
   * @throws SSLException if the library cannot use the trust or the identity
   */
  SslContext client(UpstreamPolicy policy, ApplicationProtocol protocol) throws SSLException;

  /** Returns the id that the handshake of {@code handler} acknowledged, if any. */
  Optional<ApplicationProtocol> negotiated(SslHandler handler);
}
