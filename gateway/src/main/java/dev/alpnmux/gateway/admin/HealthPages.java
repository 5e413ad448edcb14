package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.admin.Page.Access;
import dev.alpnmux.gateway.metrics.Format;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Health and metrics: for those who watch the gateway from elsewhere too. */
final class HealthPages {
  private HealthPages() {}

  static List<Page> of(Administered gateway) {
    return List.of(
        Page.get("/healthz", Access.EVERYBODY, () -> Answer.text(200, "ok")),
        Page.get("/readyz", Access.EVERYBODY, () -> readiness(gateway.isReady())),
        Page.getLater("/metrics", Access.EVERYBODY, request -> metrics(gateway, request)));
  }

  private static Future<Answer> metrics(Administered gateway, HttpServerRequest request) {
    String accept = String.join(",", request.headers().getAll(HttpHeaders.ACCEPT));
    Format format = Format.wanted(accept);
    return gateway.metrics(format).map(text -> Answer.metrics(format, text));
  }

  private static Answer readiness(boolean isReady) {
    return isReady ? Answer.text(200, "ready") : Answer.text(503, "not ready");
  }
}
