package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.spec.Refusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets so many refusals of each reason through in a second. A flood of one reason hides none of the
 * others. Thread-safe, and without a lock.
 */
final class RefusalSampler {
  /** Below the number of the second stands how many there were in it. */
  private static final int COUNT_BITS = 32;

  private final long most;
  private final Map<Refusal, AtomicLong> seconds = new EnumMap<>(Refusal.class);

  /**
   * @param most how many of each reason in one second
   */
  RefusalSampler(int most) {
    this.most = most;
    for (Refusal reason : Refusal.values()) {
      seconds.put(reason, new AtomicLong());
    }
  }

  /**
   * Whether one more is let through.
   *
   * @param nanos {@link System#nanoTime} now
   */
  boolean admits(Refusal reason, long nanos) {
    AtomicLong ofReason = Objects.requireNonNull(seconds.get(reason));
    long second = TimeUnit.NANOSECONDS.toSeconds(nanos) << COUNT_BITS;
    long before;
    long after;
    do {
      before = ofReason.get();
      boolean isSameSecond = before >> COUNT_BITS == second >> COUNT_BITS;
      long count = isSameSecond ? before & 0xFFFF_FFFFL : 0;
      if (count >= most) {
        return false;
      }
      after = second | count + 1;
    } while (!ofReason.compareAndSet(before, after));
    return true;
  }
}
