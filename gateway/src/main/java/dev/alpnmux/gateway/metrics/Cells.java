package dev.alpnmux.gateway.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts that one event loop alone writes, and anybody may read at any time. */
final class Cells {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  // Two lines of the cache: what the next loop counts, behind it in memory, must not share one.
  private static final int PADDING = 128 / Long.BYTES;

  private final long[] cells;

  Cells(int count) {
    cells = new long[count + PADDING];
  }

  /** Only for the event loop. No atomic step: nobody else writes. */
  void add(int cell, long amount) {
    CELL.setRelease(cells, cell, cells[cell] + amount);
  }

  /** What was counted before another cell that was read earlier is in the answer. */
  long get(int cell) {
    return (long) CELL.getAcquire(cells, cell);
  }
}
