package dev.alpnmux.grafana.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule finds the board that breaks it: each is broken in the way that the rule is about. */
class BrokenBoardTest {
  private static final String CHOSEN = "{job=~\"$job\", instance=~\"$instance\"}";

  @ParameterizedTest
  @EnumSource
  void theRuleFindsTheBoardThatBreaksIt(BoardRule rule) throws IOException {
    Dashboard board = Dashboard.all().get(0);
    assertThat(rule.complaints(board)).isEmpty();
    breaking(rule).accept(board.json());
    assertThat(rule.complaints(board)).isNotEmpty();
    assertThat(Arrays.stream(BoardRule.values()).filter(r -> !r.complaints(board).isEmpty()))
        .as("only this rule is broken")
        .containsExactly(rule);
  }

  private static Consumer<ObjectNode> breaking(BoardRule rule) {
    return switch (rule) {
      case TEMPLATE_DATASOURCE -> board -> variable(board, 0).put("name", "source");
      case TEMPLATE_JOB -> board -> variable(board, 1).put("multi", false);
      case TEMPLATE_INSTANCE ->
          board -> ((ObjectNode) variable(board, 2).get("datasource")).put("uid", "prometheus");
      case TEMPLATE_ON_TIME_CHANGE_RELOAD -> board -> variable(board, 3).put("refresh", 1);
      case TEMPLATE_LABEL_PROMQL ->
          board ->
              ((ObjectNode) variable(board, 3).get("query"))
                  .put("query", "label_values(up{job=}, service)");
      case PANEL_DATASOURCE ->
          board -> ((ObjectNode) panel(board).get("datasource")).put("uid", "prometheus");
      case PANEL_TITLE_DESCRIPTION -> board -> panel(board).put("description", "");
      case PANEL_UNITS -> board -> defaults(board).put("unit", "apples");
      case PANEL_NO_TARGETS -> board -> ((ArrayNode) panel(board).get("targets")).removeAll();
      case TARGET_PROMQL -> board -> target(board).put("expr", "sum(up" + CHOSEN);
      case TARGET_RATE_INTERVAL ->
          board -> target(board).put("expr", "rate(alpnmux_connections_total" + CHOSEN + "[5m])");
      case TARGET_JOB ->
          board -> target(board).put("expr", "sum(up{job=\"a\", instance=~\"$instance\"})");
      case TARGET_INSTANCE -> board -> target(board).put("expr", "sum(up{job=~\"$job\"})");
      case TARGET_COUNTER_AGG ->
          board -> target(board).put("expr", "sum(alpnmux_connections_total" + CHOSEN + ")");
      case TARGET_LOGQL -> board -> loki(board, "count_over_time(stream[$__auto])");
      case TARGET_LOGQL_AUTO -> board -> loki(board, "rate({job=\"alpnmux\"}[5m])");
      case UNEDITABLE -> board -> board.put("editable", true);
    };
  }

  private static ObjectNode variable(ObjectNode board, int index) {
    return (ObjectNode) board.at("/templating/list/" + index);
  }

  private static ObjectNode panel(ObjectNode board) {
    return (ObjectNode) board.at("/panels/1");
  }

  private static ObjectNode defaults(ObjectNode board) {
    return (ObjectNode) board.at("/panels/1/fieldConfig/defaults");
  }

  private static ObjectNode target(ObjectNode board) {
    return (ObjectNode) board.at("/panels/1/targets/0");
  }

  private static void loki(ObjectNode board, String expression) {
    target(board).put("expr", expression).withObject("/datasource").put("type", "loki");
  }
}
