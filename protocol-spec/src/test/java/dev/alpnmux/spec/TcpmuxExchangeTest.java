package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpmuxExchangeTest {
  @Test
  void aRequestIsTheNameAndCrLf() {
    assertThat(TcpmuxExchange.request("echo")).asString(US_ASCII).isEqualTo("echo\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "help", "HELP", "a\r\nb", "a\0b", "\u00e9cho", "\u0178"})
  void aNameThatNoServerUnderstandsIsNotAskedFor(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> TcpmuxExchange.request(name));
  }

  @Test
  void aNameOf255OctetsIsTheLongest() {
    assertThat(TcpmuxExchange.isServiceName("x".repeat(255))).isTrue();
    assertThat(TcpmuxExchange.isServiceName("x".repeat(256))).isFalse();
  }

  @Test
  void helpIsAskedForInAnyCase() {
    assertThat(List.of("HELP", "help", "hElp")).allMatch(TcpmuxExchange::isHelp);
    assertThat(List.of("HELPS", "HEL", " HELP", "")).noneMatch(TcpmuxExchange::isHelp);
  }

  @ParameterizedTest
  @EnumSource
  void everyRefusalIsALineThatItsReaderTakes(AlertDescription alert) {
    String line = new String(TcpmuxExchange.refused(alert), US_ASCII);

    assertThat(line).matches("-[ -~]{1,254}\r\n");
    assertThat(TcpmuxLineReader.ofReply().read(ByteBuffer.wrap(TcpmuxExchange.refused(alert))))
        .isEqualTo(new TcpmuxResult.Complete(line.strip()));
  }

  @Test
  void anAcceptedServiceBeginsBehindTheLine() {
    assertThat(TcpmuxExchange.accepted()).asString(US_ASCII).isEqualTo("+\r\n");
  }

  @Test
  void theListHasOneNameInEachLine() {
    assertThat(TcpmuxExchange.services(List.of("echo", "a b")))
        .asString(US_ASCII)
        .isEqualTo("echo\r\na b\r\n");
    assertThat(TcpmuxExchange.services(List.of())).isEmpty();
  }

  @Test
  void theListHasWholeNamesUpTo16KiB() {
    String name = "x".repeat(255);

    assertThat(TcpmuxExchange.services(Collections.nCopies(1000, name)))
        .asString(US_ASCII)
        .isEqualTo((name + "\r\n").repeat(63));
  }
}
