package dev.alpnmux.gateway.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The same cells on each event loop that has asked for them. Thread-safe. */
final class LoopCells {
  private final int count;
  private volatile @Nullable Cells[] byLoop = new Cells[0];

  LoopCells(int count) {
    this.count = count;
  }

  /** Returns those of this event loop, for it to write. */
  Cells on(int loop) {
    @Nullable Cells[] known = byLoop;
    Cells cells = loop < known.length ? known[loop] : null;
    return cells != null ? cells : add(loop);
  }

  private synchronized Cells add(int loop) {
    @Nullable Cells[] more = Arrays.copyOf(byLoop, Math.max(byLoop.length, loop + 1));
    Cells cells = new Cells(count);
    more[loop] = cells;
    byLoop = more;
    return cells;
  }

  /** Returns what all event loops together have counted in this cell. */
  long sum(int cell) {
    long sum = 0;
    for (Cells cells : byLoop) {
      sum += cells == null ? 0 : cells.get(cell);
    }
    return sum;
  }
}
