package dev.alpnmux.grafana.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Rules about queries to Loki, for the day when a board has one. */
final class LogqlRules {
  private static final Pattern STREAM = Pattern.compile("\\{\\w+ *(=|=~|!=|!~) *\"[^\"]*\".*}");
  private static final Pattern RANGE = Pattern.compile("\\[(?!\\$__auto])");

  private LogqlRules() {}

  static boolean isLogql(JsonNode target) {
    return target.path("datasource").path("type").asText().equals("loki");
  }

  static List<String> logql(Dashboard board) {
    return targets(board, expression -> !STREAM.matcher(expression).find(), "selects no stream");
  }

  static List<String> auto(Dashboard board) {
    return targets(board, expression -> RANGE.matcher(expression).find(), "is not over $__auto");
  }

  private static List<String> targets(Dashboard board, Predicate<String> isWrong, String what) {
    return board.panels().stream()
        .flatMap(panel -> Dashboard.targets(panel).stream())
        .filter(LogqlRules::isLogql)
        .map(target -> target.path("expr").asText())
        .filter(isWrong)
        .map(expression -> expression + ' ' + what)
        .toList();
  }
}
