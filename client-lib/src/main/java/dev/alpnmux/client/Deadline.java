package dev.alpnmux.client;

import java.time.Duration;

/**
 * A point in time by which something must be done.
 *
 * @param allowed how long it may take in all
 * @param end the point, on the clock of {@link System#nanoTime}
 */
record Deadline(Duration allowed, long end) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  static Deadline in(Duration allowed) {
    return new Deadline(allowed, System.nanoTime() + allowed.toNanos());
  }

  /** Returns what is left, divided among so many tries; this one may take its share. */
  Deadline share(int tries) {
    return in(Duration.ofNanos(Math.max(0, nanosLeft() / tries)));
  }

  long nanosLeft() {
    return end - System.nanoTime();
  }

  /** Returns what is left as a socket timeout: at least 1, because 0 means for ever there. */
  int millisLeft() {
    long millis = (nanosLeft() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    return (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE));
  }

  boolean hasPassed() {
    return nanosLeft() <= 0;
  }
}
