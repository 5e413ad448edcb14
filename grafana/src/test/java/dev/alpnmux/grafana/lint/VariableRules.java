package dev.alpnmux.grafana.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules about what can be chosen on a board. */
final class VariableRules {
  /** How expressions of variables and panels name the variable with the data source. */
  static final Set<String> DATASOURCE = Set.of("$datasource", "${datasource}");

  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), *(\\w+)\\)");

  private VariableRules() {}

  static List<String> datasource(Dashboard board) {
    List<JsonNode> sources = board.variables("datasource");
    if (sources.size() != 1) {
      return List.of(sources.size() + " variables for the data source");
    }
    return differences(
        sources.get(0),
        Map.of("name", "datasource", "label", "Data source", "query", "prometheus"));
  }

  static List<String> named(Dashboard board, String name, String label) {
    List<JsonNode> found =
        board.variables().stream().filter(v -> v.path("name").asText().equals(name)).toList();
    if (found.size() != 1) {
      return List.of(found.size() + " variables " + name);
    }
    JsonNode variable = found.get(0);
    List<String> complaints =
        differences(
            variable, Map.of("type", "query", "label", label, "multi", "true", "allValue", ".+"));
    if (!DATASOURCE.contains(variable.path("datasource").path("uid").asText())) {
      complaints.add(name + " is not looked up in $datasource");
    }
    return complaints;
  }

  private static List<String> differences(JsonNode variable, Map<String, String> expected) {
    List<String> complaints = new ArrayList<>();
    expected.forEach(
        (key, value) -> {
          String actual = variable.path(key).asText();
          if (!actual.equals(value)) {
            complaints.add(key + " is \"" + actual + "\" instead of \"" + value + '"');
          }
        });
    return complaints;
  }

  static List<String> reload(Dashboard board) {
    return board.variables("query").stream()
        .filter(variable -> variable.path("refresh").asInt() != 2)
        .map(variable -> variable.path("name").asText() + " does not follow the time")
        .toList();
  }

  static List<String> promql(Dashboard board) {
    List<String> complaints = new ArrayList<>();
    for (JsonNode variable : board.variables("query")) {
      String query = variable.path("query").path("query").asText();
      Matcher call = LABEL_VALUES.matcher(query);
      if (call.matches()) {
        TargetRules.complaint(call.group(1)).ifPresent(complaints::add);
      } else {
        complaints.add(query + " is no label_values(series, label)");
      }
    }
    return complaints;
  }
}
