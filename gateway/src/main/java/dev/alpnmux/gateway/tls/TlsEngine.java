package dev.alpnmux.gateway.tls;

/** Which library speaks TLS in the portable data path. */
public enum TlsEngine {
  /** The JDK's own, the default: with TLS 1.3 it loses nothing when one side ends first. */
  JDK,
  /**
   * BoringSSL through Netty's tcnative, at about a third of the CPU for a handshake. It cannot
   * half-close: a client that ends its sending side loses the rest of the reply. An id that its
   * interface cannot express is served by {@link #JDK}.
   */
  OPENSSL
}
