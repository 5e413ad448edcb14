package dev.alpnmux.gateway.metrics;

/**
 * One cell for each constant of an enum, in a row.
 *
 * @param <E> the enum
 */
final class EnumCells<E extends Enum<E>> {
  private final int first;
  private final E[] constants;

  /** The first of them is the cell {@code first}. */
  EnumCells(int first, Class<E> type) {
    this.first = first;
    this.constants = type.getEnumConstants();
  }

  @SuppressWarnings("EnumOrdinal") // Found at once; a cell outlives no process.
  int of(E constant) {
    return first + constant.ordinal();
  }

  /** Returns the first cell behind them. */
  int end() {
    return first + constants.length;
  }

  /** Returns the sum over all of them on one event loop. */
  long sumOf(Cells cells) {
    long sum = 0;
    for (E constant : constants) {
      sum += cells.get(of(constant));
    }
    return sum;
  }

  /** Returns the sum over all of them. */
  long sum(LoopCells cells) {
    long sum = 0;
    for (E constant : constants) {
      sum += cells.sum(of(constant));
    }
    return sum;
  }
}
