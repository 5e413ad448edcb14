package dev.alpnmux.gateway;

import dev.alpnmux.gateway.flow.Admission;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ends the connections that a drain has left, one after the other in random order: evenly over the
 * second half of its time, the last at the deadline.
 */
final class ScatteredCut {
  /** Fine enough that nobody sees steps, coarse enough that many connections cost little. */
  private static final int STEPS = 100;

  private final Vertx vertx;
  private final Admission admission;
  private final long stepMillis;
  private int stepsLeft = STEPS;
  private long timer;

  private ScatteredCut(Vertx vertx, Admission admission, long stepMillis) {
    this.vertx = vertx;
    this.admission = admission;
    this.stepMillis = stepMillis;
  }

  /** Starts; nothing is cut in the first half of the time. A short time is no time. */
  static ScatteredCut start(Vertx vertx, Admission admission, Duration deadline) {
    long half = deadline.toMillis() / 2;
    ScatteredCut cut = new ScatteredCut(vertx, admission, half / STEPS);
    cut.next(Math.max(1, cut.stepMillis == 0 ? deadline.toMillis() : half));
    return cut;
  }

  /** No connection is cut any more. */
  synchronized void stop() {
    vertx.cancelTimer(timer);
    stepsLeft = 0;
  }

  private synchronized void next(long millis) {
    timer = vertx.setTimer(millis, due -> step());
  }

  /** Each connection that is left has the same chance to be among those of this step. */
  private synchronized void step() {
    boolean isLast = stepMillis == 0 || stepsLeft <= 1;
    for (ConnectionFlow flow : admission.flows()) {
      if (isLast || ThreadLocalRandom.current().nextInt(stepsLeft) == 0) {
        flow.cut();
      }
    }
    if (stepsLeft > 0 && !isLast) {
      stepsLeft--;
      next(stepMillis);
    }
  }
}
