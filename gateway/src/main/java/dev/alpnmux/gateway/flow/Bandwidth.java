package dev.alpnmux.gateway.flow;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much may be read in a second, by all connections of a service in one direction. What was read
 * is paid for in time: as long as that reaches into the future, nobody reads. Thread-safe, without
 * a lock.
 */
final class Bandwidth {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Time that was not used counts for so long: deadlines come late by less. */
  private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** One read may reach so far into the future: a tick of the deadlines. */
  private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int READ_LEAST = 1024;

  private final int bytesPerSecond;
  private final LongSupplier clock;
  private final AtomicLong paidUntil;

  /**
   * @param clock as {@link System#nanoTime}
   */
  Bandwidth(int bytesPerSecond, LongSupplier clock) {
    this.bytesPerSecond = bytesPerSecond;
    this.clock = clock;
    this.paidUntil = new AtomicLong(clock.getAsLong());
  }

  /** So many bytes were read. */
  void took(int count) {
    long cost = count * SECOND / bytesPerSecond;
    long before;
    long after;
    do {
      before = paidUntil.get();
      long creditFrom = clock.getAsLong() - CREDIT_NANOS;
      after = (before - creditFrom < 0 ? creditFrom : before) + cost;
    } while (!paidUntil.compareAndSet(before, after));
  }

  /** How long nothing must be read; zero or less when something may. */
  long waitNanos() {
    return paidUntil.get() - clock.getAsLong();
  }

  /** How much may be read now, in one read. */
  int readMax() {
    long unused = Math.min(CREDIT_NANOS, Math.max(0, -waitNanos()));
    long bytes = (unused + AHEAD_NANOS) * bytesPerSecond / SECOND;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(READ_LEAST, bytes));
  }
}
