package dev.alpnmux.grafana.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every board keeps every rule. */
class BoardLintTest {
  static Stream<Arguments> rules() throws IOException {
    List<Dashboard> boards = Dashboard.all();
    return Arrays.stream(BoardRule.values())
        .flatMap(rule -> boards.stream().map(board -> Arguments.of(rule, board)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rules")
  void theRuleIsKept(BoardRule rule, Dashboard board) {
    assertThat(rule.complaints(board)).isEmpty();
  }

  @Test
  void thereAreAsManyRulesAsTheLinterHas() {
    assertThat(BoardRule.values()).hasSize(17);
  }

  @Test
  void theBoardsDifferInTheirUids() throws IOException {
    assertThat(Dashboard.all())
        .hasSize(4)
        .extracting(board -> board.json().path("uid").asText())
        .doesNotHaveDuplicates()
        .allMatch(uid -> uid.startsWith("alpnmux-"));
  }

  @Test
  void panelsStandBesideOneAnother() throws IOException {
    for (Dashboard board : Dashboard.all()) {
      assertThat(board.panels())
          .as(board.title())
          .extracting(panel -> panel.path("id").asInt())
          .doesNotHaveDuplicates();
      assertThat(board.panels())
          .allMatch(panel -> panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt() <= 24);
    }
  }
}
