package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.config.ConfigChanges;
import dev.alpnmux.gateway.config.ConfigChanges.Changed;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What an operator does with the gateway as a whole, or with one service. */
final class ControlPages {
  private final Administered gateway;

  private ControlPages(Administered gateway) {
    this.gateway = gateway;
  }

  static List<Page> of(Administered gateway) {
    ControlPages pages = new ControlPages(gateway);
    return List.of(
        Page.post("/reload", request -> pages.reload()),
        Page.post("/drain", request -> pages.drain(request, true)),
        Page.post("/resume", request -> pages.drain(request, false)));
  }

  private Future<Answer> reload() {
    return gateway
        .reload()
        .map(changes -> Answer.json(describe(changes)))
        .otherwise(failure -> Answer.json(422, describe(failure)));
  }

  private JsonObject describe(ConfigChanges changes) {
    return new JsonObject()
        .put("outcome", changes.isEmpty() ? "unchanged" : "applied")
        .put("generation", gateway.generation())
        .put(
            "changes",
            new JsonObject()
                .put("listeners", describe(changes.listeners()))
                .put("services", describe(changes.services()))
                .put("certificates", describe(changes.certificates()))
                .put("settings", new JsonArray(changes.settings())));
  }

  private static JsonObject describe(Changed names) {
    return new JsonObject()
        .put("added", new JsonArray(names.added()))
        .put("removed", new JsonArray(names.removed()))
        .put("changed", new JsonArray(names.changed()));
  }

  private static JsonObject describe(Throwable failure) {
    return new JsonObject()
        .put("outcome", "refused")
        .put("problems", new JsonArray(String.valueOf(failure.getMessage()).lines().toList()));
  }

  private Future<Answer> drain(HttpServerRequest request, boolean isDrained) {
    String service = request.getParam("service");
    if (service == null) {
      gateway.welcome(!isDrained);
      return answer(new JsonObject().put("draining", isDrained));
    }
    if (gateway.config().services().stream().noneMatch(s -> s.name().equals(service))) {
      return Future.succeededFuture(Answer.problem(404, "there is no service \"" + service + '"'));
    }
    gateway.drain(service, isDrained);
    return answer(new JsonObject().put("service", service).put("draining", isDrained));
  }

  private static Future<Answer> answer(JsonObject body) {
    return Future.succeededFuture(Answer.json(body));
  }
}
