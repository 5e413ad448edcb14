package dev.alpnmux.grafana.board;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One dashboard.
 *
 * @param name of its file, and the end of its uid
 * @param title after the word "alpnmux"
 * @param description what it answers
 * @param variables beyond the data source
 * @param rows from top to bottom
 */
record Board(
    String name, String title, String description, List<Variable> variables, List<Row> rows) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** That of Grafana 10 and 11; later ones bring it up to their own when they load it. */
  private static final int SCHEMA_VERSION = 39;

  private static final String TAG = "alpnmux";

  /**
   * Panels under a heading.
   *
   * @param isCollapsed whether it is closed at first, and costs no query until it is opened
   */
  record Row(String title, boolean isCollapsed, List<Panel> panels) {
    static Row of(String title, Panel... panels) {
      return new Row(title, false, List.of(panels));
    }

    static Row collapsed(String title, Panel... panels) {
      return new Row(title, true, List.of(panels));
    }
  }

  /** All of them. */
  static List<Board> all() {
    return List.of(
        OverviewBoard.board(), ServiceBoard.board(), RefusalsBoard.board(), RuntimeBoard.board());
  }

  /** The Prometheus that was chosen. */
  static ObjectNode datasource() {
    return JSON.objectNode().put("type", "prometheus").put("uid", "${datasource}");
  }

  ObjectNode json() {
    ObjectNode json = JSON.objectNode();
    json.putNull("id").put("uid", "alpnmux-" + name).put("title", "alpnmux / " + title);
    json.put("description", description).putArray("tags").add(TAG);
    json.put("schemaVersion", SCHEMA_VERSION).put("version", 1).put("editable", false);
    // 1: the line under the mouse is drawn in all panels.
    json.put("graphTooltip", 1).put("refresh", "30s").put("timezone", "browser");
    json.putObject("time").put("from", "now-1h").put("to", "now");
    json.putArray("links").add(link());
    json.putObject("annotations").set("list", annotations());
    ArrayNode chosen = json.putObject("templating").putArray("list").add(Variable.datasource());
    variables.forEach(variable -> chosen.add(variable.json()));
    json.set("panels", new Grid().place(rows));
    return json;
  }

  private static ObjectNode link() {
    ObjectNode link = JSON.objectNode();
    link.put("title", "alpnmux").put("type", "dashboards").put("icon", "external link");
    link.putArray("tags").add(TAG);
    link.put("asDropdown", false).put("targetBlank", false);
    return link.put("keepTime", true).put("includeVars", true).put("tooltip", "").put("url", "");
  }

  private static ArrayNode annotations() {
    return JSON.arrayNode()
        .add(annotation("Configuration", "blue", "alpnmux_config_last_success_timestamp_seconds"))
        .add(annotation("Restart", "orange", "process_start_time_seconds"));
  }

  /** Draws a line at each time that a gauge has had as its value. */
  private static ObjectNode annotation(String name, String color, String gauge) {
    ObjectNode json = JSON.objectNode();
    json.put("name", name).put("enable", true).put("hide", false).put("iconColor", color);
    json.set("datasource", datasource());
    json.put("expr", Query.of(gauge + "{*} * 1000", "", Query.Shape.SERIES).expression());
    json.put("useValueForTime", true).put("step", "30s");
    return json.put("titleFormat", name).put("textFormat", "{{instance}}").put("tagKeys", "");
  }
}
