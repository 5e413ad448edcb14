package dev.alpnmux.grafana.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Rules about the queries of panels. */
final class TargetRules {
  private static final Set<String> RATES = Set.of("rate", "irate");
  private static final Set<String> OF_COUNTERS = Set.of("rate", "irate", "increase");

  private TargetRules() {}

  static List<String> promql(Dashboard board) {
    return expressions(board).map(TargetRules::complaint).flatMap(Optional::stream).toList();
  }

  static List<String> rateInterval(Dashboard board) {
    return selectors(
        board,
        selector ->
            RATES.contains(selector.function()) && !selector.range().equals("$__rate_interval"),
        "is not rated over $__rate_interval");
  }

  static List<String> matcher(Dashboard board, String label) {
    String matcher = label + "=~\"$" + label + '"';
    return selectors(board, selector -> !selector.matchers().contains(matcher), "lacks " + matcher);
  }

  static List<String> counters(Dashboard board) {
    return selectors(
        board,
        selector ->
            selector.metric().endsWith("_total") && !OF_COUNTERS.contains(selector.function()),
        "is a counter, which says nothing without a rate");
  }

  /** Returns why this expression is broken, if it is. */
  static Optional<String> complaint(String expression) {
    try {
      PromqlReader.selectors(expression);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> selectors(Dashboard board, Predicate<Selector> isWrong, String what) {
    List<String> complaints = new ArrayList<>();
    expressions(board)
        .filter(expression -> complaint(expression).isEmpty())
        .flatMap(expression -> PromqlReader.selectors(expression).stream())
        .filter(isWrong)
        .forEach(selector -> complaints.add(selector + " " + what));
    return complaints;
  }

  private static Stream<String> expressions(Dashboard board) {
    return board.panels().stream()
        .flatMap(panel -> Dashboard.targets(panel).stream())
        .filter(target -> !LogqlRules.isLogql(target))
        .map(TargetRules::expression);
  }

  private static String expression(JsonNode target) {
    return target.path("expr").asText();
  }
}
