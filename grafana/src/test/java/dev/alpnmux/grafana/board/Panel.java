package dev.alpnmux.grafana.board;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** One panel, in the making. Each method changes it and returns it. */
final class Panel {
  /** Grafana's grid has so many columns. */
  static final int COLUMNS = 24;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final PanelKind kind;
  private final String title;
  private final List<Query> queries = new ArrayList<>();
  private final ObjectNode defaults = JSON.objectNode();
  private final ArrayNode overrides = JSON.arrayNode();
  private final ObjectNode options;
  private String description = "";
  private int width;

  private Panel(PanelKind kind, String title, String unit) {
    this.kind = kind;
    this.title = title;
    this.width = kind.width();
    this.options = kind.options();
    defaults.put("unit", unit);
    kind.describe(defaults);
  }

  /** Returns a panel with this unit, by its name in Grafana. */
  static Panel of(PanelKind kind, String title, String unit) {
    return new Panel(kind, title, unit);
  }

  /** What it answers, and what to make of it. */
  Panel says(String text) {
    description = text;
    return this;
  }

  /** Adds a query. */
  Panel query(String expression, String legend) {
    queries.add(Query.of(expression, legend, kind.shape()));
    return this;
  }

  /** Adds the quantiles of a histogram. */
  Panel quantiles(String buckets) {
    for (String quantile : List.of("0.5", "0.95", "0.99")) {
      query(
          "histogram_quantile(" + quantile + ", sum by (le) (rate(" + buckets + "[~])))",
          "p" + quantile.substring(2).replaceFirst("^5$", "50"));
    }
    return this;
  }

  /** So many of the {@link #COLUMNS}. */
  Panel wide(int columns) {
    width = columns;
    return this;
  }

  /** Its series stand one on the other. */
  Panel stacked() {
    ObjectNode custom = defaults.withObject("/custom");
    custom.put("fillOpacity", 40);
    custom.withObject("/stacking").put("mode", "normal").put("group", "A");
    return this;
  }

  /** The series whose names match this go down from the zero line. */
  Panel mirrored(String names) {
    ObjectNode override = overrides.addObject();
    override.putObject("matcher").put("id", "byRegexp").put("options", names);
    override
        .putArray("properties")
        .addObject()
        .put("id", "custom.transform")
        .put("value", "negative-Y");
    return this;
  }

  /** The scale goes from 0 to this. */
  Panel upTo(double max) {
    defaults.put("min", 0).put("max", max);
    return this;
  }

  /** Says this instead of a number. */
  Panel mapped(String value, String text, String color) {
    ArrayNode mappings = defaults.withArray("/mappings");
    if (mappings.isEmpty()) {
      mappings.addObject().put("type", "value").putObject("options");
    }
    ((ObjectNode) mappings.get(0).get("options"))
        .putObject(value)
        .put("index", mappings.get(0).get("options").size())
        .put("text", text)
        .put("color", color);
    return this;
  }

  /** Has this color from the beginning, until {@link #from} names another one. */
  Panel colored(String color) {
    ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
    thresholds.putArray("steps").addObject().put("color", color).putNull("value");
    defaults.putObject("color").put("mode", "thresholds");
    return this;
  }

  /** Has this color from this value on. */
  Panel from(double value, String color) {
    defaults.withArray("/thresholds/steps").addObject().put("color", color).put("value", value);
    return this;
  }

  /** Shows the names of the series instead of their values. */
  Panel named() {
    options.put("textMode", "name").put("colorMode", "none").put("graphMode", "none");
    return this;
  }

  int width() {
    return width;
  }

  int height() {
    return kind.height();
  }

  /** Returns it as Grafana reads it. */
  ObjectNode json(int id, int x, int y) {
    ObjectNode json = JSON.objectNode();
    json.put("id", id).put("type", kind.type()).put("title", title).put("description", description);
    json.putObject("gridPos").put("h", height()).put("w", width).put("x", x).put("y", y);
    json.set("datasource", Board.datasource());
    ObjectNode fields = json.putObject("fieldConfig");
    fields.set("defaults", defaults.deepCopy());
    fields.set("overrides", overrides.deepCopy());
    json.set("options", options.deepCopy());
    kind.transform(json);
    ArrayNode targets = json.putArray("targets");
    for (Query query : queries) {
      targets.add(target(query, (char) ('A' + targets.size())));
    }
    return json;
  }

  private static ObjectNode target(Query query, char letter) {
    ObjectNode json = JSON.objectNode();
    boolean isInstant = query.shape() == Query.Shape.ROWS;
    json.put("refId", String.valueOf(letter));
    json.set("datasource", Board.datasource());
    json.put("editorMode", "code").put("expr", query.expression());
    json.put("legendFormat", query.legend()).put("instant", isInstant).put("range", !isInstant);
    switch (query.shape()) {
      case SERIES -> json.put("format", "time_series");
      case ROWS -> json.put("format", "table");
      case BUCKETS -> json.put("format", "heatmap");
    }
    return json;
  }
}
