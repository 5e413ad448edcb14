package dev.alpnmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusReaderTest {
  @Test
  void whatIsReadIsWhatIsWritten() throws Exception {
    Status status = Samples.status(Samples.text("busy.json"));

    assertThat(status.totals().accepted()).isEqualTo(123_456);
    assertThat(status.rates().refused()).isEqualTo(3.1);
    assertThat(status.services()).hasSize(5);
    assertThat(status.services().get(1).upstreams()).extracting("up").containsExactly(true, false);
    assertThat(status.listeners().get(0).refused()).containsEntry("unknown_service", 1400L);
    assertThat(status.refusals().get(1).offered()).isEmpty();
    assertThat(status.refusals().get(2).asked()).hasValue("nope");
    assertThat(status.configuration().lastReloadError()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "\"text\"",
        "{\"version\":1}",
        "<html>",
        "{\"problem\":\"show the token\"}"
      })
  void whatIsNoStateIsRefused(String json) {
    assertThatThrownBy(() -> StatusReader.read(json))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("this is not the state of a gateway: ");
  }

  @Test
  void theMessageSaysWhere() throws Exception {
    String json = Samples.text("busy.json");

    assertThatThrownBy(
            () -> StatusReader.read(json.replace("\"active\": 42", "\"active\": \"42\"")))
        .hasMessageEndingWith("expected a whole number at \"/totals/active\"");
    assertThatThrownBy(() -> StatusReader.read(json.replace("\"up\": false", "\"down\": true")))
        .hasMessageEndingWith("there is no \"up\" at \"/services/1/upstreams/1\"");
    assertThatThrownBy(
            () -> StatusReader.read(json.replace("\"refused\": 1789", "\"refused\": 1e400")))
        .hasMessageEndingWith("expected a whole number at \"/totals/refused\"");
    assertThatThrownBy(() -> StatusReader.read(json.replace("2026-01-31T10:00:00.123Z", "noon")))
        .isInstanceOf(ProtocolException.class);
  }

  /** Nothing but the one exception comes out, wherever the document breaks off. */
  @Test
  void noPrefixIsAState() throws Exception {
    String json = Samples.text("idle.json").strip();

    for (int length = 0; length < json.length(); length++) {
      String prefix = json.substring(0, length);
      assertThatThrownBy(() -> StatusReader.read(prefix)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void noOtherCharacterMakesAnythingElseOfIt() throws Exception {
    String json = Samples.text("idle.json").strip();

    for (int at = 0; at < json.length(); at++) {
      for (char other : new char[] {'"', '}', '[', '9', '-', '\\', '\u001b', 'n'}) {
        String changed = json.substring(0, at) + other + json.substring(at + 1);
        try {
          assertThat(StatusReader.read(changed).services()).isEmpty();
        } catch (ProtocolException e) {
          assertThat(e).hasMessageStartingWith("this is not the state of a gateway: ");
        }
      }
    }
  }
}
