package dev.alpnmux.grafana.board;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Places panels from left to right, and from top to bottom. */
final class Grid {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private int lastId;
  private int x;
  private int y;
  private int lineHeight;

  ArrayNode place(List<Board.Row> rows) {
    ArrayNode placed = JSON.arrayNode();
    for (Board.Row row : rows) {
      ObjectNode heading = heading(row);
      placed.add(heading);
      ArrayNode inside = heading.putArray("panels");
      ArrayNode panels = row.isCollapsed() ? inside : placed;
      row.panels().forEach(panel -> panels.add(place(panel)));
      nextLine();
      if (row.isCollapsed()) {
        // Closed, it takes the line of its heading; Grafana moves the rest when it is opened.
        y = heading.get("gridPos").get("y").asInt() + 1;
      }
    }
    return placed;
  }

  private ObjectNode heading(Board.Row row) {
    ObjectNode json = JSON.objectNode();
    json.put("id", ++lastId).put("type", "row").put("title", row.title());
    json.put("collapsed", row.isCollapsed());
    json.putObject("gridPos").put("h", 1).put("w", Panel.COLUMNS).put("x", 0).put("y", y);
    y++;
    return json;
  }

  private ObjectNode place(Panel panel) {
    if (x + panel.width() > Panel.COLUMNS) {
      nextLine();
    }
    ObjectNode json = panel.json(++lastId, x, y);
    x += panel.width();
    lineHeight = Math.max(lineHeight, panel.height());
    return json;
  }

  private void nextLine() {
    y += lineHeight;
    x = 0;
    lineHeight = 0;
  }
}
