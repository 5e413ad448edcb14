package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** One library that speaks TLS with clients and upstreams. Thread-safe; contexts are too. */
interface TlsTermination {
  /** RFC 9325 §4.2: forward secrecy and authenticated encryption only; TLS 1.3 has nothing else. */
  List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** The versions that are spoken, in the names of the JDK. */
  List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

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
