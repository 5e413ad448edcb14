package dev.alpnmux.gateway.upstream;

import java.util.ArrayList;
import java.util.List;

/**
 * Lets those wait who come before the first answer of a lookup, good or bad. They are bounded by
 * the connections that exist. Thread-safe; once the answer is there nobody takes the lock.
 */
final class FirstAnswer {
  private volatile boolean isThere;
  private List<Runnable> waiting = new ArrayList<>();

  boolean isThere() {
    return isThere;
  }

  /** Runs the task when the answer comes, on its thread; at once when it is there. */
  void await(Runnable task) {
    if (isThere || !joins(task)) {
      task.run();
    }
  }

  private synchronized boolean joins(Runnable task) {
    return !isThere && waiting.add(task);
  }

  /** The answer is there; later calls have no effect. */
  void came() {
    if (!isThere) {
      everybodyWaiting().forEach(Runnable::run);
    }
  }

  private synchronized List<Runnable> everybodyWaiting() {
    isThere = true;
    List<Runnable> all = waiting;
    waiting = List.of();
    return all;
  }
}
