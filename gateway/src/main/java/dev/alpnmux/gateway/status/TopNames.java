package dev.alpnmux.gateway.status;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The names that came most often, among any number of them, in bounded memory: Space-Saving
 * (Metwally, Agrawal, El Abbadi 2005). A name that came more often than one time in {@code
 * capacity} is always among them. Thread-safe.
 */
public final class TopNames {
  private final int capacity;
  private final Map<String, Count> counts;

  /**
   * How often a name came.
   *
   * @param name the name
   * @param count how often it came at the most
   * @param error how much of the count may belong to names that had to make room
   */
  public record Count(String name, long count, long error) {
    /** How often it came at the least. */
    public long atLeast() {
      return count - error;
    }

    private Count andOneMore() {
      return new Count(name, count + 1, error);
    }
  }

  /** Creates one that keeps this many names. */
  public TopNames(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("expected room for 1 name at least but was " + capacity);
    }
    this.capacity = capacity;
    this.counts = new HashMap<>();
  }

  /** A name came. The cost is bounded by the capacity. */
  public synchronized void add(String name) {
    Count known = counts.get(name);
    if (known != null) {
      counts.put(name, known.andOneMore());
    } else if (counts.size() < capacity) {
      counts.put(name, new Count(name, 1, 0));
    } else {
      replace(rarest(counts.values()), name);
    }
  }

  private void replace(Count rarest, String name) {
    counts.remove(rarest.name());
    counts.put(name, new Count(name, rarest.count() + 1, rarest.count()));
  }

  /** A loop, for a flood of names that nobody has seen before must stay cheap. */
  private static Count rarest(Collection<Count> counts) {
    Count rarest = null;
    for (Count count : counts) {
      rarest = rarest == null || count.count() < rarest.count() ? count : rarest;
    }
    return Objects.requireNonNull(rarest);
  }

  /** Returns the names, those first that have surely come most often. */
  public synchronized List<Count> all() {
    return counts.values().stream()
        .sorted(
            Comparator.comparingLong(Count::atLeast)
                .thenComparingLong(Count::count)
                .reversed()
                .thenComparing(Count::name))
        .toList();
  }
}
