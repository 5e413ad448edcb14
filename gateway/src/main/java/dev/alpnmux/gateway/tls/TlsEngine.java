package dev.alpnmux.gateway.tls;

/** Which library speaks TLS, and through which data path. */
public enum TlsEngine {
  /**
   * BoringSSL without Netty's handler, in the data path {@code linux}: it half-closes, and costs
   * the least. An id that its interface cannot express cannot be served.
   */
  NATIVE,
  /**
   * The JDK's own, the default elsewhere: with TLS 1.3 it loses nothing when one side ends first.
   */
  JDK,
  /**
   * BoringSSL through Netty's tcnative, at about a third of the CPU for a handshake. It cannot
   * half-close: a client that ends its sending side loses the rest of the reply. An id that its
   * interface cannot express is served by {@link #JDK}.
   */
  OPENSSL
}
