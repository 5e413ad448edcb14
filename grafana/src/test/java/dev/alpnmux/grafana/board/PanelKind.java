package dev.alpnmux.grafana.board;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.alpnmux.grafana.board.Query.Shape;

/** How a panel draws: what is the same for all of one type. */
enum PanelKind {
  STAT("stat", 3, 4, Shape.SERIES),
  LINES("timeseries", 8, 8, Shape.SERIES),
  STATES("state-timeline", 12, 8, Shape.SERIES),
  HEATMAP("heatmap", 12, 8, Shape.BUCKETS),
  BARS("bargauge", 12, 8, Shape.SERIES),
  TABLE("table", 12, 8, Shape.ROWS);

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String type;
  private final int width;
  private final int height;
  private final Shape shape;

  PanelKind(String type, int width, int height, Shape shape) {
    this.type = type;
    this.width = width;
    this.height = height;
    this.shape = shape;
  }

  String type() {
    return type;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  Shape shape() {
    return shape;
  }

  /** Says how values look, unless the panel says so itself. */
  void describe(ObjectNode defaults) {
    if (this == LINES) {
      defaults.put("min", 0);
      ObjectNode custom = defaults.putObject("custom");
      custom.put("drawStyle", "line").put("lineWidth", 1).put("fillOpacity", 10);
      custom.put("showPoints", "never").put("spanNulls", false);
    } else if (this == STATES) {
      defaults.putObject("custom").put("fillOpacity", 70).put("lineWidth", 0);
    }
  }

  ObjectNode options() {
    ObjectNode options = JSON.objectNode();
    switch (this) {
      case STAT -> {
        reduce(options);
        options.put("colorMode", "value").put("graphMode", "area").put("textMode", "auto");
      }
      case LINES -> {
        ObjectNode legend = options.putObject("legend");
        legend.put("showLegend", true).put("displayMode", "table").put("placement", "bottom");
        legend.putArray("calcs").add("mean").add("max").add("lastNotNull");
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
      }
      case STATES -> {
        options.put("mergeValues", true).put("showValue", "never").put("rowHeight", 0.9);
        options.putObject("legend").put("showLegend", true).put("displayMode", "list");
      }
      case HEATMAP -> {
        options.put("calculate", false);
        options.putObject("yAxis").put("unit", "s");
        options.putObject("color").put("mode", "scheme").put("scheme", "Blues").put("steps", 64);
      }
      case BARS -> {
        reduce(options);
        options.put("orientation", "horizontal").put("displayMode", "basic");
      }
      case TABLE -> options.put("showHeader", true);
    }
    return options;
  }

  private static void reduce(ObjectNode options) {
    ObjectNode reduce = options.putObject("reduceOptions");
    reduce.putArray("calcs").add("lastNotNull");
    reduce.put("fields", "").put("values", false);
  }

  /** A table has no use for the time of its rows. */
  void transform(ObjectNode panel) {
    if (this == TABLE) {
      ObjectNode organize = panel.putArray("transformations").addObject();
      organize.put("id", "organize");
      organize.putObject("options").putObject("excludeByName").put("Time", true);
    }
  }
}
