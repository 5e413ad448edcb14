package dev.alpnmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private final List<List<String>> asked = new ArrayList<>();

  private List<String> candidates(String... words) {
    Completion completion =
        new Completion(
            Alpnmux.model(words),
            typed -> {
              asked.add(typed);
              return List.of("echo", "orders");
            });
    return completion.of(List.of(words));
  }

  @Test
  void theFirstWordIsACommand() {
    assertThat(candidates("")).contains("connect", "services").doesNotContain("complete");
    assertThat(candidates("--debug", "con")).containsExactly("connect");
    assertThat(asked).isEmpty();
  }

  @Test
  void anOptionIsOneOfTheCommand() {
    assertThat(candidates("connect", "--g")).containsExactly("--gateway");
    assertThat(candidates("serve", "--g")).isEmpty();
    assertThat(candidates("--ver")).containsExactlyInAnyOrder("--version", "--verbose");
  }

  @Test
  void aServiceIsOneThatTheGatewayOfTheLineLists() {
    assertThat(candidates("connect", "--gateway", "gw.test:443", "e")).containsExactly("echo");
    assertThat(asked).containsExactly(List.of("connect", "--gateway", "gw.test:443"));
  }

  @Test
  void aForwardGoesOnWithAPort() {
    assertThat(candidates("forward", "ec")).containsExactly("echo=");
  }

  @Test
  void aValueIsOneOfThoseThatTheOptionKnows() {
    assertThat(candidates("serve", "--log", "")).contains("text", "json");
    assertThat(candidates("completion", "")).containsExactly("bash", "zsh", "fish");
    assertThat(candidates("connect", "--gateway", "")).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void whatBelongsToAnotherProgramIsLeftAlone() {
    assertThat(candidates("run", "echo", "--", "")).isEmpty();
    assertThat(candidates("nonsense", "")).isEmpty();
    assertThat(candidates()).isEmpty();
  }
}
