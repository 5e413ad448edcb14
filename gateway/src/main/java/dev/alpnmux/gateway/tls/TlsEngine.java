package dev.alpnmux.gateway.tls;

/** Which library speaks TLS in the portable data path. */
public enum TlsEngine {
  /** {@link #OPENSSL} where its native library loads and can express the id, else {@link #JDK}. */
  AUTO,
  /** BoringSSL through Netty's tcnative. It cannot half-close. */
  OPENSSL,
  /** The JDK's own. It half-closes on TLS 1.3, and costs about three times the CPU. */
  JDK
}
