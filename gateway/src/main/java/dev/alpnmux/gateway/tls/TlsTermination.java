package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** One library that speaks TLS with clients and upstreams. Thread-safe; contexts are too. */
interface TlsTermination {
  /** Whether the library's interface can carry the octets of this id. */
  boolean canExpress(ApplicationProtocol protocol);

  /**
   * Returns a context for clients, whose sessions never resume in another context but one with the
   * same ticket keys.
   *
   * @throws SSLException if the library cannot use the certificate or its key
   */
  SslContext server(ServerPolicy policy) throws SSLException;

  /**
   * Makes tickets with the first of these keys from now on, and takes those of all of them; no
   * effect where the library has keys of its own.
   */
  void useTicketKeys(SslContext server, List<TicketKey> keys);

  /** Whether a handshake failed because the client was asked for a certificate and has none. */
  boolean isForLackOfCertificate(Throwable failure);

  /**
   * Returns a context that offers upstreams this id alone.
   *
   * @throws SSLException if the library cannot use the trust or the identity
   */
  SslContext client(UpstreamPolicy policy, ApplicationProtocol protocol) throws SSLException;

  /** Returns the id that the handshake of {@code handler} acknowledged, if any. */
  Optional<ApplicationProtocol> negotiated(SslHandler handler);

  /** Returns what the finished handshake of {@code handler} has come to, as far as it is told. */
  TlsDetails details(SslHandler handler);
}
