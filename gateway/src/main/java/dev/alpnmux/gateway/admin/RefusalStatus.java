package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.status.RefusalBoard;
import dev.alpnmux.gateway.status.RefusedConnection;
import dev.alpnmux.gateway.status.TopNames;
import dev.alpnmux.spec.AlertDescription;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The refusals, and the names that nobody knows, in {@code status-1.json}. */
final class RefusalStatus {
  private RefusalStatus() {}

  static JsonObject of(RefusalBoard board) {
    return new JsonObject()
        .put(
            "refusals",
            new JsonArray(board.refusals().stream().map(RefusalStatus::describe).toList()))
        .put("unknownIds", names(board.unknownIds()))
        .put("unknownServerNames", names(board.unknownServerNames()));
  }

  private static JsonObject describe(RefusedConnection refused) {
    return new JsonObject()
        .put("time", Json.time(refused.time()))
        .put("connection", refused.connection())
        .put("listener", refused.listener())
        .put("client", refused.client())
        .put("serverName", refused.serverName().orElse(null))
        .put("offered", refused.offered().map(JsonArray::new).orElse(null))
        .put("asked", refused.asked().orElse(null))
        .put("reason", refused.refusal().toString())
        .put("alert", refused.alert().map(AlertDescription::code).orElse(null))
        .put("service", refused.service().orElse(null))
        .put("detail", refused.detail())
        .put("fix", refused.fix());
  }

  private static JsonArray names(List<TopNames.Count> counts) {
    return new JsonArray(
        counts.stream()
            .map(
                counted ->
                    new JsonObject()
                        .put("name", counted.name())
                        .put("count", counted.count())
                        .put("error", counted.error()))
            .toList());
  }
}
