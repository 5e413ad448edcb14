package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.metrics.Format;
import io.vertx.core.json.JsonObject;

/** What a page answers. */
record Answer(int status, String type, String body) {
  private static final String TEXT = "text/plain; charset=utf-8";

  static Answer text(int status, String line) {
    return new Answer(status, TEXT, line + '\n');
  }

  static Answer metrics(Format format, String text) {
    return new Answer(200, format.contentType(), text);
  }

  static Answer json(JsonObject body) {
    return json(200, body);
  }

  static Answer json(int status, JsonObject body) {
    return new Answer(status, "application/json", body.encodePrettily() + '\n');
  }

  /** Says what is wrong with a request. */
  static Answer problem(int status, String problem) {
    return json(status, new JsonObject().put("problem", problem));
  }
}
