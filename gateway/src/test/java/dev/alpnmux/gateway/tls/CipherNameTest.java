package dev.alpnmux.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CipherNameTest {
  @ParameterizedTest
  @CsvSource({
    "TLS_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256",
    "AEAD-AES256-GCM-SHA384, TLS_AES_256_GCM_SHA384",
    "AEAD-CHACHA20-POLY1305-SHA256, TLS_CHACHA20_POLY1305_SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256, ECDHE-RSA-AES128-GCM-SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ECDHE-RSA-AES128-GCM-SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ECDHE-ECDSA-AES256-GCM-SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, ECDHE-RSA-CHACHA20-POLY1305",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, ECDHE-RSA-AES128-SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384, AES256-GCM-SHA384",
  })
  void everySuiteHasOpenSslsName(String name, String openSsl) {
    assertThat(CipherName.of(name)).isEqualTo(openSsl);
  }
}
