package dev.alpnmux.gateway.tls;

import java.util.List;

/** What every engine is set to, so that a client meets the same gateway whichever speaks. */
public final class TlsParameters {
  /** RFC 9325 §4.2: forward secrecy and authenticated encryption only; TLS 1.3 has nothing else. */
  public static final List<String> CIPHERS =
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
  public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** The groups of key exchange in the names of BoringSSL, preferred ones first. */
  public static final List<String> GROUPS = List.of("X25519MLKEM768", "X25519", "P-256", "P-384");

  private TlsParameters() {}
}
