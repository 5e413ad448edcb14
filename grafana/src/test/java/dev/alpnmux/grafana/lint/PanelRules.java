package dev.alpnmux.grafana.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Rules about panels, and about the board as a whole. */
final class PanelRules {
  /** Those of Grafana's units that make sense here. */
  private static final Set<String> UNITS =
      Set.of("none", "short", "percentunit", "s", "bytes", "Bps", "cps", "dateTimeFromNow");

  private PanelRules() {}

  static List<String> datasource(Dashboard board) {
    return panels(
        board,
        panel -> !VariableRules.DATASOURCE.contains(panel.path("datasource").path("uid").asText()),
        "asks another data source than $datasource");
  }

  static List<String> titleAndDescription(Dashboard board) {
    return panels(
        board,
        panel ->
            panel.path("title").asText().isBlank() || panel.path("description").asText().isBlank(),
        "lacks a title or a description");
  }

  static List<String> units(Dashboard board) {
    return panels(
        board,
        panel -> !UNITS.contains(panel.at("/fieldConfig/defaults/unit").asText()),
        "has no unit that is known");
  }

  static List<String> noTargets(Dashboard board) {
    return panels(board, panel -> Dashboard.targets(panel).isEmpty(), "asks nothing");
  }

  static List<String> uneditable(Dashboard board) {
    return board.json().path("editable").asBoolean(true)
        ? List.of("whoever looks at it may change it, until the next update takes that away")
        : List.of();
  }

  private static List<String> panels(Dashboard board, Predicate<JsonNode> isWrong, String what) {
    return board.panels().stream()
        .filter(isWrong)
        .map(panel -> "panel " + panel.path("id") + ' ' + panel.path("title") + ' ' + what)
        .toList();
  }
}
