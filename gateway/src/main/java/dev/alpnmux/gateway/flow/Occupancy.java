package dev.alpnmux.gateway.flow;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many places of each key are taken. A key that has none takes no memory: the table is as large
 * as what is counted in it. Thread-safe.
 */
final class Occupancy<K> {
  private final ConcurrentHashMap<K, Integer> taken = new ConcurrentHashMap<>();

  /** A place that is taken until its owner leaves it. Only for the owner's thread. */
  interface Place {
    /** Where there is no limit. */
    Place UNCOUNTED = () -> {};

    /** Gives the place back; no effect when it was given back before. */
    void leave();
  }

  private final class CountedPlace implements Place {
    private final K key;
    private boolean isLeft;

    CountedPlace(K key) {
      this.key = key;
    }

    @Override
    public void leave() {
      if (!isLeft) {
        isLeft = true;
        release(key);
      }
    }
  }

  /**
   * Returns a place, or nothing when all are taken.
   *
   * @param max how many the key has; zero means no limit, and then nothing is counted
   */
  Optional<Place> take(K key, int max) {
    if (max == 0) {
      return Optional.of(Place.UNCOUNTED);
    }
    if (taken.merge(key, 1, Integer::sum) <= max) {
      return Optional.of(new CountedPlace(key));
    }
    release(key);
    return Optional.empty();
  }

  private void release(K key) {
    taken.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
  }

  /** How many places are taken, over all keys. */
  int count() {
    return taken.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many keys have a place that is taken. */
  int keys() {
    return taken.size();
  }
}
