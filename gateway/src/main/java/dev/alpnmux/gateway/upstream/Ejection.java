package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.EjectionPolicy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether one upstream is left out because connects to it have failed. When its time is up, exactly
 * one connection probes it: that success brings it back, that failure leaves it out for longer.
 * Thread-safe; a success of a good upstream costs one read.
 */
final class Ejection {
  private static final State IN = new State(0, 0, 0, false);

  private final AtomicReference<State> state = new AtomicReference<>(IN);

  /**
   * @param failures in a row
   * @param times how often in a row it was left out; 0 means that it is not
   */
  private record State(int failures, int times, long untilNanos, boolean isProbed) {
    State withProbe(boolean isTaken) {
      return new State(failures, times, untilNanos, isTaken);
    }

    State afterFailure(EjectionPolicy policy, boolean ofProbe, long nowNanos) {
      if (times > 0 && !ofProbe) {
        // It began before the ejection, or for want of anything better: no news.
        return this;
      }
      int inRow = failures + 1;
      if (times == 0 && (!policy.isOn() || inRow < policy.failuresMax())) {
        return new State(inRow, 0, 0, false);
      }
      long until = nowNanos + policy.duration(times + 1).toNanos();
      return new State(inRow, times + 1, until, false);
    }
  }

  boolean isOut() {
    return state.get().times > 0;
  }

  /** How long it still stays out; negative once it may be probed. */
  long leftNanos(long nowNanos) {
    return isOut() ? state.get().untilNanos - nowNanos : 0;
  }

  /** Takes the one probe, if it is due and nobody has it. Who has it tells how it ends. */
  boolean takeProbe(long nowNanos) {
    State before = state.get();
    return before.times > 0
        && !before.isProbed
        && before.untilNanos - nowNanos <= 0
        && state.compareAndSet(before, before.withProbe(true));
  }

  /** The probe has ended without an answer: the next one may have it. */
  void giveProbeBack() {
    state.updateAndGet(before -> before.withProbe(false));
  }

  /** A connect has succeeded. Returns whether that brings it back. */
  boolean succeeded() {
    return state.get() != IN && state.getAndSet(IN).times > 0;
  }

  /** A connect has failed. Returns how long it is left out for that; zero means that it is not. */
  Duration failed(EjectionPolicy policy, boolean ofProbe, long nowNanos) {
    State before;
    State after;
    do {
      before = state.get();
      after = before.afterFailure(policy, ofProbe, nowNanos);
    } while (!state.compareAndSet(before, after));
    return after.times > before.times ? policy.duration(after.times) : Duration.ZERO;
  }

  /** The failures in a row. */
  int failures() {
    return state.get().failures;
  }
}
