package dev.alpnmux.gateway.tls;

/** OpenSSL's names of cipher suites, whichever engine speaks. */
final class CipherName {
  private CipherName() {}

  /**
   * Returns OpenSSL's name of a suite: those of TLS 1.2 have one of their own, such as {@code
   * ECDHE-RSA-AES128-GCM-SHA256}; those of TLS 1.3 are named as RFC 8446 does.
   */
  static String of(String name) {
    if (name.startsWith("AEAD-")) {
      // What BoringSSL has called those of TLS 1.3.
      return "TLS_" + name.substring(5).replaceFirst("AES(\\d+)", "AES_$1").replace('-', '_');
    }
    if (!name.contains("_WITH_")) {
      return name;
    }
    return name.replaceFirst("^TLS_(RSA_WITH_)?", "")
        .replace("_WITH", "")
        .replace("_CBC", "")
        .replace("POLY1305_SHA256", "POLY1305")
        .replaceFirst("AES_(\\d+)", "AES$1")
        .replace('_', '-');
  }
}
