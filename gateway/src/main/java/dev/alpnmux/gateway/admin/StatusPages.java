package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.admin.Page.Access;
import dev.alpnmux.gateway.config.ConfigSource;
import dev.alpnmux.gateway.explain.Explanation;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ApplicationProtocol;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the gateway is configured to do. */
final class StatusPages {
  private final Administered gateway;
  private final StatusFeed feed;

  private StatusPages(Administered gateway, StatusFeed feed) {
    this.gateway = gateway;
    this.feed = feed;
  }

  static List<Page> of(Administered gateway, StatusFeed feed, StatusEvents events) {
    StatusPages pages = new StatusPages(gateway, feed);
    return List.of(
        Page.getLater("/status.json", Access.READER, request -> pages.status()),
        Page.get("/events", Access.READER, events::answer),
        Page.get("/listeners", Access.READER, pages::listeners),
        Page.get("/services", Access.READER, pages::services),
        Page.get("/config", Access.READER, pages::config),
        Page.get("/explain", Access.READER, pages::explain));
  }

  private Future<Answer> status() {
    return feed.document().map(Answer::json);
  }

  private Answer listeners() {
    JsonArray listeners = new JsonArray();
    gateway
        .listeners()
        .forEach(
            l ->
                listeners.add(
                    new JsonObject()
                        .put("name", l.name())
                        .put("address", l.address())
                        .put("transport", l.transport())));
    return Answer.json(new JsonObject().put("listeners", listeners));
  }

  private Answer services() {
    JsonArray services = new JsonArray();
    gateway.config().services().forEach(service -> services.add(describe(service)));
    return Answer.json(new JsonObject().put("services", services));
  }

  private JsonObject describe(Service service) {
    JsonObject described =
        new JsonObject()
            .put("name", service.name())
            .put("mode", Json.word(service.mode()))
            .put("protocols", Json.texts(service.protocols()))
            .put("serverNames", Json.texts(service.serverNames()));
    service.builtin().ifPresent(builtin -> described.put("builtin", Json.word(builtin)));
    described.put("upstreams", Json.texts(service.upstreams()));
    if (service.upstreams().stream().anyMatch(u -> u.address() instanceof Upstream.Srv)) {
      described.put("found", Json.texts(gateway.upstreams(service)));
    }
    return described
        .put("requiresClientCertificate", service.clients().isPresent())
        .put("tcpmux", service.tcpmux())
        .put("public", service.isPublic())
        .put("draining", gateway.isDrained(service.name()));
  }

  /** The text holds no secret: keys, tickets and the token stand in files of their own. */
  private Answer config() {
    ConfigSource source = gateway.config().source();
    return Answer.json(
        new JsonObject()
            .put("generation", gateway.generation())
            .put("hash", source.hash())
            .put("file", source.file().toString())
            .put("files", Json.texts(source.files().byPath().keySet().stream().sorted().toList()))
            .put("configuration", new JsonObject(source.text())));
  }

  private Answer explain(HttpServerRequest request) {
    try {
      JsonObject rows = new JsonObject();
      explanation(request).rows().forEach(rows::put);
      return Answer.json(rows);
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, String.valueOf(e.getMessage()));
    }
  }

  private Explanation explanation(HttpServerRequest request) {
    Explanation.Client client =
        Explanation.Client.of(request.getParam("listener"), request.getParam("client"));
    String name = request.getParam("tcpmux");
    return name == null
        ? Explanation.of(
            gateway.config(), client, Optional.ofNullable(request.getParam("sni")), offer(request))
        : Explanation.ofTcpmux(gateway.config(), client, name);
  }

  private static Optional<List<ApplicationProtocol>> offer(HttpServerRequest request) {
    return Optional.ofNullable(request.getParam("alpn"))
        .map(ids -> Stream.of(ids.split(",", -1)).map(ApplicationProtocol::parse).toList());
  }
}
