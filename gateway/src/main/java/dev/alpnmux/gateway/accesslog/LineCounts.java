package dev.alpnmux.gateway.accesslog;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How many lines there were, and how many are missing. Thread-safe; nothing is ever taken back. */
final class LineCounts {
  private final LongAdder written = new LongAdder();
  private final Map<Dropped, Missing> dropped = new EnumMap<>(Dropped.class);

  /** How many lines are missing, and how many of them a line has told of. */
  private record Missing(LongAdder count, AtomicLong told) {}

  LineCounts() {
    for (Dropped reason : Dropped.values()) {
      dropped.put(reason, new Missing(new LongAdder(), new AtomicLong()));
    }
  }

  void written(long count) {
    written.add(count);
  }

  void dropped(Dropped reason, long count) {
    missing(reason).count().add(count);
  }

  long written() {
    return written.sum();
  }

  long dropped(Dropped reason) {
    return missing(reason).count().sum();
  }

  /** Returns how many are missing for this reason that were not returned before. */
  long takeUntold(Dropped reason) {
    long count = dropped(reason);
    return count - missing(reason).told().getAndSet(count);
  }

  private Missing missing(Dropped reason) {
    return Objects.requireNonNull(dropped.get(reason));
  }
}
