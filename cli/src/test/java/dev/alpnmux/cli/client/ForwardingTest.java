package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {
  @Test
  void portAloneIsReachableFromThisMachineOnly() {
    assertThat(Forwarding.parse("db=5432")).isEqualTo(new Forwarding("db", "127.0.0.1", 5432));
  }

  @Test
  void addressIsTakenWhenGiven() {
    assertThat(Forwarding.parse("db=0.0.0.0:0")).isEqualTo(new Forwarding("db", "0.0.0.0", 0));
    assertThat(Forwarding.parse("a=b=[::1]:1")).isEqualTo(new Forwarding("a=b", "::1", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "db", "=1", "db=", "db=:1", "db=::1:1", "db=65536", "db=-1", "%zz=1"})
  void everythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Forwarding.parse(text));
  }
}
