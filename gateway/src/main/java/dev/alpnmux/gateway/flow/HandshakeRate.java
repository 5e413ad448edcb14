package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.address.IpAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often each client address may begin a handshake. Thread-safe, without a lock.
 *
 * <p>Each address counts in one cell of each row, found by a hash with a secret of this process (a
 * count-min sketch). It is let in as long as one of its cells has room. No address is ever evicted,
 * so that nobody gets more than his rate by coming from many addresses; the memory is the same for
 * any number of them. An innocent address is refused only when all its cells are kept full by
 * others: to fill one in ten cells takes more than a thousand times the rate of one address, and
 * hits one innocent in ten thousand.
 */
final class HandshakeRate {
  private static final int ROWS = 4;
  private static final int ROW_BITS = 14;
  private static final int ROW_CELLS = 1 << ROW_BITS;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier clock;
  private final long secret;
  // For each cell the time at which all that was let in is due, at the rate (GCRA).
  private volatile @Nullable AtomicLongArray cells;

  /**
   * @param clock the nanoseconds since some moment; never negative
   * @param secret what nobody outside can know
   */
  HandshakeRate(LongSupplier clock, long secret) {
    this.clock = clock;
    this.secret = secret;
  }

  /**
   * Whether this client may begin one more handshake now, and counts it if so.
   *
   * @param perSecond how many in a second, and at once; zero means no limit
   */
  boolean admits(IpAddress client, int perSecond) {
    if (perSecond == 0) {
      return true;
    }
    AtomicLongArray table = cells();
    long hash = hash(client);
    long now = clock.getAsLong();
    long interval = SECOND / perSecond;
    if (earliest(table, hash) > now + SECOND - interval) {
      return false;
    }
    for (int row = 0; row < ROWS; row++) {
      charge(table, cell(hash, row), now, interval);
    }
    return true;
  }

  private AtomicLongArray cells() {
    AtomicLongArray table = cells;
    return table != null ? table : newCells();
  }

  /** Half a megabyte, which only a gateway with this limit needs. */
  private synchronized AtomicLongArray newCells() {
    AtomicLongArray table = cells;
    if (table == null) {
      table = new AtomicLongArray(ROWS * ROW_CELLS);
      cells = table;
    }
    return table;
  }

  /** The cell that the fewest others count in is the nearest to the truth. */
  private static long earliest(AtomicLongArray table, long hash) {
    long earliest = Long.MAX_VALUE;
    for (int row = 0; row < ROWS; row++) {
      earliest = Math.min(earliest, table.get(cell(hash, row)));
    }
    return earliest;
  }

  /** A full cell of another address does not get fuller than full. */
  private static void charge(AtomicLongArray table, int cell, long now, long interval) {
    long due;
    long next;
    do {
      due = table.get(cell);
      next = Math.min(Math.max(due, now) + interval, Math.max(due, now + SECOND));
    } while (!table.compareAndSet(cell, due, next));
  }

  private static int cell(long hash, int row) {
    return row * ROW_CELLS + ((int) (hash >>> row * ROW_BITS) & ROW_CELLS - 1);
  }

  private long hash(IpAddress client) {
    return mixed(mixed(client.high() ^ secret) ^ client.low());
  }

  /** The finalizer of SplitMix64: every bit depends on every bit. */
  private static long mixed(long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
