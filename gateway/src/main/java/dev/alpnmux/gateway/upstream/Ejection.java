package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.EjectionPolicy;
import java.time.Duration;

/**
 * Whether one upstream is left out because connects to it have failed. When its time is up, exactly
 * one connection probes it: that success brings it back, that failure leaves it out for longer.
 * Thread-safe; as long as all goes well nobody takes the lock, or writes.
 */
final class Ejection {
  private static final State IN = new State(0, 0, 0, false);

  private volatile State state = IN;

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
    return state.times > 0;
  }

  /** How long it still stays out; negative once it may be probed. */
  long leftNanos(long nowNanos) {
    State now = state;
    return now.times > 0 ? now.untilNanos - nowNanos : 0;
  }

  /** Takes the one probe, if it is due and nobody has it. Who has it tells how it ends. */
  boolean takeProbe(long nowNanos) {
    return isOut() && takeProbeIfDue(nowNanos);
  }

  private synchronized boolean takeProbeIfDue(long nowNanos) {
    boolean isDue = isOut() && !state.isProbed && state.untilNanos - nowNanos <= 0;
    state = isDue ? state.withProbe(true) : state;
    return isDue;
  }

  /** The probe has ended without an answer: the next one may have it. */
  synchronized void giveProbeBack() {
    state = state.withProbe(false);
  }

  /** A connect has succeeded. Returns whether that brings it back. */
  boolean succeeded() {
    return state.failures > 0 && comeIn();
  }

  private synchronized boolean comeIn() {
    boolean wasOut = isOut();
    state = IN;
    return wasOut;
  }

  /** A connect has failed. Returns how long it is left out for that; zero means that it is not. */
  synchronized Duration failed(EjectionPolicy policy, boolean ofProbe, long nowNanos) {
    int timesBefore = state.times;
    state = state.afterFailure(policy, ofProbe, nowNanos);
    return state.times > timesBefore ? policy.duration(state.times) : Duration.ZERO;
  }

  /** The failures in a row. */
  int failures() {
    return state.failures;
  }
}
