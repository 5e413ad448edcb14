package dev.alpnmux.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.ApplicationProtocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenSslTextTest {
  @ParameterizedTest
  @CsvSource({
    "echo, true",
    "%00%7F, true",
    "caf%C3%A9, false",
    "caf%E9, false",
    "%80, false",
    "%FF, false",
  })
  void onlyAsciiIsCarried(String id, boolean isCarried) {
    assertThat(OpenSslText.canExpress(ApplicationProtocol.parse(id))).isEqualTo(isCarried);
  }
}
