package dev.alpnmux.gateway.metrics;

import java.util.Arrays;
import java.util.function.ToLongFunction;
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

  /**
   * Returns how many of what has begun are not over. Each event loop answers for one moment, so
   * that nobody sees more than there were at one time.
   *
   * @param begun what an event loop has counted as begun
   * @param over the cell of what has ended since
   */
  long open(ToLongFunction<Cells> begun, int over) {
    long open = 0;
    for (Cells cells : byLoop) {
      open += cells == null ? 0 : open(cells, begun, over);
    }
    return open;
  }

  private static long open(Cells cells, ToLongFunction<Cells> begun, int over) {
    long ended = cells.get(over);
    long open = begun.applyAsLong(cells) - ended;
    // What began and ended between the two would count as open.
    while (cells.get(over) != ended) {
      ended = cells.get(over);
      open = begun.applyAsLong(cells) - ended;
    }
    return open;
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
