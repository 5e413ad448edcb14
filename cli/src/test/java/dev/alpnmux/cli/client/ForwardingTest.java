package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {
  @Test
  void portAloneIsReachableFromThisMachineOnly() {
    assertThat(Forwarding.parse("db=5432")).isEqualTo(port("db", "127.0.0.1", 5432));
  }

  @Test
  void addressIsTakenWhenGiven() {
    assertThat(Forwarding.parse("db=0.0.0.0:0")).isEqualTo(port("db", "0.0.0.0", 0));
    assertThat(Forwarding.parse("a=b=[::1]:1")).isEqualTo(port("a=b", "::1", 1));
  }

  @Test
  void pathOfAUnixSocketMayHoldAnything() {
    assertThat(Forwarding.parse("a=b=unix:/run/x=1:2"))
        .isEqualTo(new Forwarding("a=b", new LocalAddress.UnixSocket(Path.of("/run/x=1:2"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:80", "[::1]:0", "unix:/run/x"})
  void addressIsWrittenAsItIsRead(String text) {
    assertThat(LocalAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "db",
        "=1",
        "db=",
        "db=:1",
        "db=::1:1",
        "db=65536",
        "db=-1",
        "%zz=1",
        "db=unix:",
        "=unix:x",
        "db=unix:\0"
      })
  void everythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Forwarding.parse(text));
  }

  private static Forwarding port(String service, String host, int number) {
    return new Forwarding(service, new LocalAddress.Port(host, number));
  }
}
