package dev.alpnmux.cli.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells what goes wrong with connections, one line each. The same line comes again only after a
 * while, with how often it was meant to: a client that tries again and again must not fill the
 * disk. Thread-safe.
 */
final class ForwardErrors {
  static final Duration PERIOD = Duration.ofSeconds(10);

  /** Different lines that are remembered; the oldest is forgotten, and may come again. */
  private static final int LINES_MAX = 100;

  private final Consumer<String> out;
  private final LongSupplier nanoTime;
  private final Map<String, Repetition> told = new LinkedHashMap<>();

  /**
   * A line that was told.
   *
   * @param nanos when
   * @param untold how often it was not, since
   */
  private record Repetition(long nanos, int untold) {}

  /**
   * @param out takes what went wrong, in words of one line
   * @param nanoTime the clock
   */
  ForwardErrors(Consumer<String> out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
  }

  synchronized void report(String line) {
    long now = nanoTime.getAsLong();
    Repetition last = told.remove(line);
    if (last != null && now - last.nanos() < PERIOD.toNanos()) {
      told.put(line, new Repetition(last.nanos(), last.untold() + 1));
      return;
    }
    print(line, last == null ? 0 : last.untold());
    told.put(line, new Repetition(now, 0));
    if (told.size() > LINES_MAX) {
      Iterator<Map.Entry<String, Repetition>> eldest = told.entrySet().iterator();
      Map.Entry<String, Repetition> forgotten = eldest.next();
      eldest.remove();
      repeat(forgotten.getKey(), forgotten.getValue());
    }
  }

  /** Tells how often lines were not told. */
  synchronized void close() {
    told.forEach(this::repeat);
    told.clear();
  }

  private void repeat(String line, Repetition last) {
    if (last.untold() > 0) {
      print(line, last.untold());
    }
  }

  private void print(String line, int untold) {
    String suffix = untold == 0 ? "" : " (and " + untold + " times before)";
    out.accept(line + suffix);
  }
}
