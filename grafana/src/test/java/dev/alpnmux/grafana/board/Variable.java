package dev.alpnmux.grafana.board;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What whoever looks at a board can choose.
 *
 * @param name as expressions write it, behind a {@code $}
 * @param label as people read it
 * @param values in Grafana's words, where the values come from
 */
record Variable(String name, String label, String values) {
  private static final String INSTANCES = "{job=~\"$job\", instance=~\"$instance\"}";

  static final Variable JOB = of("job", "Job", "alpnmux_build_info");
  static final Variable INSTANCE = of("instance", "Instance", "alpnmux_build_info{job=~\"$job\"}");
  static final Variable SERVICE =
      of("service", "Service", "alpnmux_connections_active" + INSTANCES);
  static final Variable LISTENER =
      of("listener", "Listener", "alpnmux_listener_enforces" + INSTANCES);

  private static Variable of(String name, String label, String series) {
    return new Variable(name, label, "label_values(" + series + ", " + name + ")");
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name).put("label", label).put("type", "query").put("hide", 0);
    json.set("datasource", Board.datasource());
    json.put("definition", values);
    json.putObject("query").put("query", values).put("refId", name);
    // 2: whenever the time changes; a service of yesterday is found in yesterday.
    json.put("refresh", 2).put("sort", 1).put("regex", "");
    json.put("multi", true).put("includeAll", true).put("allValue", ".+");
    ObjectNode current = json.putObject("current").put("selected", true);
    current.putArray("text").add("All");
    current.putArray("value").add("$__all");
    return json;
  }

  /** The first of all variables: which Prometheus. */
  static ObjectNode datasource() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", "datasource").put("label", "Data source").put("type", "datasource");
    json.put("query", "prometheus").put("hide", 0).put("regex", "").put("refresh", 1);
    json.put("multi", false).put("includeAll", false);
    return json;
  }
}
