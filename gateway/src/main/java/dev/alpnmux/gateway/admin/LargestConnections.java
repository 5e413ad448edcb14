package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.flow.ConnectionFlow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * The connections that have carried the most. Of all others nothing is read but that number, from
 * outside of their event loops: ten thousand of them cost their loops nothing.
 */
final class LargestConnections {
  private static final int SHOWN = 100;
  private static final long PATIENCE_MILLIS = 500;

  private LargestConnections() {}

  /** Returns them, the largest first, and how many there are in all. */
  static Future<JsonObject> of(Vertx vertx, Administered gateway) {
    return vertx
        .executeBlocking(gateway::connections, false)
        .compose(
            flows ->
                vertx
                    .executeBlocking(() -> largest(flows), false)
                    .compose(LargestConnections::describeAll)
                    .map(shown -> new JsonObject().put("total", flows.size()).put("shown", shown)));
  }

  private record Sized(ConnectionFlow flow, long bytes) {}

  private static List<ConnectionFlow> largest(Collection<ConnectionFlow> flows) {
    PriorityQueue<Sized> largest = new PriorityQueue<>(Comparator.comparingLong(Sized::bytes));
    for (ConnectionFlow flow : flows) {
      // Read once: it grows meanwhile.
      largest.add(new Sized(flow, flow.bytesRelayed()));
      if (largest.size() > SHOWN) {
        largest.remove();
      }
    }
    return largest.stream()
        .sorted(Comparator.comparingLong(Sized::bytes).reversed())
        .map(Sized::flow)
        .toList();
  }

  private static Future<JsonArray> describeAll(List<ConnectionFlow> flows) {
    List<Future<JsonObject>> described = flows.stream().map(LargestConnections::describe).toList();
    return Future.all(described)
        .map(
            all ->
                new JsonArray(all.<JsonObject>list().stream().filter(Objects::nonNull).toList()));
  }

  /** Each is asked on its own event loop; one that does not answer soon is left out. */
  private static Future<JsonObject> describe(ConnectionFlow flow) {
    Promise<JsonObject> described = Promise.promise();
    flow.describe(connection -> described.complete(ConnectionPages.describe(connection)));
    return described.future().timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
  }
}
