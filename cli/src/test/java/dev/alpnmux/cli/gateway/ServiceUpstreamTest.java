package dev.alpnmux.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUpstreamTest {
  @Test
  void nameAndAddressStandAroundTheLastEqualsSign() {
    assertThat(ServiceUpstream.parse("a=b=db.internal:5432"))
        .isEqualTo(new ServiceUpstream("a=b", "db.internal:5432"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x=127.0.0.1:1", "x=[::1]:65535", "x=unix:/run/x.sock"})
  void everyFormOfAnAddressIsTaken(String text) {
    assertThat(ServiceUpstream.parse(text).name()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "=h:1", "x=", "x=h", "x=h:", "x=:1", "x=h:0", "x=h:65536", "x=h\":1"})
  void everythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServiceUpstream.parse(text));
  }
}
