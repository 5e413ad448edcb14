package dev.alpnmux.gateway.admin;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state of the gateway once a second, as server-sent events. One that cannot take the last one
 * yet does not get the next: nothing is kept for slow readers.
 */
final class StatusEvents {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  /** So many may look at once. */
  static final int READERS_MAX = 20;

  private static final long PERIOD_MILLIS = 1000;
  private static final String EVENTS = "text/event-stream";

  private final Vertx vertx;
  private final StatusFeed feed;
  private final Set<HttpServerResponse> readers = ConcurrentHashMap.newKeySet();
  private long timer = -1;

  StatusEvents(Vertx vertx, StatusFeed feed) {
    this.vertx = vertx;
    this.feed = feed;
  }

  /** Tells once a second, until {@link #stop}. */
  synchronized void start() {
    timer = vertx.setPeriodic(PERIOD_MILLIS, due -> tellAll());
  }

  /** All requests come on the one event loop of the server: nobody else counts meanwhile. */
  Answer answer(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.HEAD)) {
      return Answer.of(200, EVENTS, "");
    }
    if (readers.size() >= READERS_MAX) {
      return Answer.problem(503, READERS_MAX + " readers are connected already; close one of them");
    }
    return new Answer(200, EVENTS, this::add);
  }

  private void add(HttpServerResponse reader) {
    reader.setChunked(true);
    reader.closeHandler(closed -> readers.remove(reader));
    readers.add(reader);
    feed.document().onSuccess(document -> tell(reader, event(document)));
  }

  /** Nothing is made while nobody looks. */
  private void tellAll() {
    if (!readers.isEmpty()) {
      feed.document()
          .compose(document -> vertx.executeBlocking(() -> event(document), false))
          .onSuccess(event -> readers.forEach(reader -> tell(reader, event)))
          .onFailure(bug -> LOG.log(Level.ERROR, "the state could not be told", bug));
    }
  }

  private static String event(JsonObject document) {
    return "data: " + document.encode() + "\n\n";
  }

  private static void tell(HttpServerResponse reader, String event) {
    if (!reader.ended() && !reader.closed() && !reader.writeQueueFull()) {
      reader.write(event);
    }
  }

  /** Ends all responses. */
  synchronized void stop() {
    vertx.cancelTimer(timer);
    readers.forEach(HttpServerResponse::end);
    readers.clear();
  }
}
