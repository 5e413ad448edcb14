package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.admin.Page.Access;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The connections that exist, and the end of one. */
final class ConnectionPages {
  private static final int SHOWN = 100;
  private static final int SHOWN_MAX = 1000;
  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,4}");

  private final Administered gateway;

  private ConnectionPages(Administered gateway) {
    this.gateway = gateway;
  }

  static List<Page> of(Administered gateway) {
    ConnectionPages pages = new ConnectionPages(gateway);
    return List.of(
        Page.getLater("/connections", Access.READER, pages::connections),
        Page.post("/connections/ID/close", pages::close));
  }

  private Future<Answer> connections(HttpServerRequest request) {
    String limit = request.getParam("limit", String.valueOf(SHOWN));
    int shown = LIMIT.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
    if (shown < 1 || shown > SHOWN_MAX) {
      return Future.succeededFuture(
          Answer.problem(400, "limit: expected a whole number from 1 to " + SHOWN_MAX));
    }
    return oldest(gateway.connections(), shown);
  }

  /** Each connection is asked on its own event loop: nobody else may look at it. */
  private static Future<Answer> oldest(Collection<ConnectionFlow> flows, int shown) {
    List<Future<JsonObject>> described =
        flows.stream()
            .sorted(Comparator.comparingLong(ConnectionFlow::id))
            .limit(shown)
            .map(ConnectionPages::describe)
            .toList();
    return Future.all(described)
        .map(
            all ->
                Answer.json(
                    new JsonObject()
                        .put("total", flows.size())
                        .put("connections", new JsonArray(all.list()))));
  }

  private static Future<JsonObject> describe(ConnectionFlow flow) {
    Promise<JsonObject> described = Promise.promise();
    flow.describe(connection -> described.complete(describe(connection)));
    return described.future();
  }

  /** Returns what is shown of a connection; only for its event loop. */
  static JsonObject describe(Connection connection) {
    long age = System.nanoTime() - connection.acceptedNanos();
    return new JsonObject()
        .put("id", connection.id())
        .put("listener", connection.listener())
        .put("client", NetUtil.toSocketAddressString(connection.client()))
        .put("service", connection.route().map(r -> r.service().name()).orElse(null))
        .put("reported", Json.text(connection.reported().orElse(null)))
        .put("upstream", Json.text(connection.upstream().orElse(null)))
        .put("bytesFromClient", connection.bytesFromClient())
        .put("bytesToClient", connection.bytesToClient())
        .put("ageSeconds", TimeUnit.NANOSECONDS.toSeconds(age));
  }

  private Future<Answer> close(HttpServerRequest request) {
    String[] parts = request.path().split("/", -1);
    long id = Long.parseLong(parts[2]);
    return Future.succeededFuture(
        gateway.connections().stream()
            .filter(flow -> flow.id() == id)
            .findFirst()
            .map(ConnectionPages::close)
            .orElseGet(() -> Answer.problem(404, "there is no connection " + id)));
  }

  private static Answer close(ConnectionFlow flow) {
    flow.close();
    return Answer.json(new JsonObject().put("closed", flow.id()));
  }
}
