package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.status.Rates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state of the gateway as one document, made at most once a second however many look, and never
 * on an event loop: it may be long. Thread-safe; no method blocks.
 */
final class StatusFeed {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;
  private final Administered gateway;
  private final Rates rates;
  private @Nullable Made last;
  private long sampling = -1;

  /** A document and when its making began. */
  private record Made(long nanos, Future<JsonObject> document) {}

  StatusFeed(Vertx vertx, Administered gateway) {
    this.vertx = vertx;
    this.gateway = gateway;
    this.rates = new Rates(System.nanoTime(), gateway.counts());
  }

  /** Starts to take samples for the rates, until {@link #stop}. */
  synchronized void start() {
    sampling = vertx.setPeriodic(Rates.PERIOD.toMillis(), due -> sample());
  }

  private void sample() {
    vertx.executeBlocking(
        () -> {
          rates.sample(System.nanoTime(), gateway.counts());
          return null;
        });
  }

  /** Returns the document: one that is less than a second old if there is one. */
  synchronized Future<JsonObject> document() {
    long now = System.nanoTime();
    if (last == null || now - last.nanos() >= FRESH_NANOS && last.document().isComplete()) {
      last = new Made(now, make());
    }
    return last.document();
  }

  private Future<JsonObject> make() {
    return LargestConnections.of(vertx, gateway)
        .compose(
            connections ->
                vertx.executeBlocking(
                    () ->
                        StatusDocument.of(gateway, rates.growth()).put("connections", connections),
                    false));
  }

  /** Takes no more samples. */
  synchronized void stop() {
    vertx.cancelTimer(sampling);
  }
}
