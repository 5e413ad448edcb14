package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.metrics.Format;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/**
 * What a page answers.
 *
 * @param body sends what comes after the headers, and ends the response now or later
 */
record Answer(int status, String type, Consumer<HttpServerResponse> body) {
  private static final String TEXT = "text/plain; charset=utf-8";

  static Answer of(int status, String type, String body) {
    return new Answer(status, type, response -> response.end(body));
  }

  static Answer text(int status, String line) {
    return of(status, TEXT, line + '\n');
  }

  static Answer metrics(Format format, String text) {
    return of(200, format.contentType(), text);
  }

  static Answer json(JsonObject body) {
    return json(200, body);
  }

  static Answer json(int status, JsonObject body) {
    return of(status, "application/json", body.encodePrettily() + '\n');
  }

  /** Says what is wrong with a request. */
  static Answer problem(int status, String problem) {
    return json(status, new JsonObject().put("problem", problem));
  }
}
