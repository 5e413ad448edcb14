package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.HealthCheck;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the checks say of one upstream. Until the first answer it is up. Thread-safe. */
final class CheckVerdict {
  /** What an answer has changed. */
  enum Change {
    NONE,
    DOWN,
    UP
  }

  private final Set<Runnable> whenDown = ConcurrentHashMap.newKeySet();
  private volatile boolean isDown;
  private volatile int downfalls;
  private volatile boolean isAsked;
  private int contrary;

  boolean isDown() {
    return isDown;
  }

  /** Whether there was an answer at all. */
  boolean isAsked() {
    return isAsked;
  }

  /** How often it went down so far. */
  int downfalls() {
    return downfalls;
  }

  /** Takes an answer of the upstream into account. */
  synchronized Change answered(boolean isGood, HealthCheck check) {
    boolean isFirst = !isAsked;
    isAsked = true;
    contrary = isGood == isDown ? contrary + 1 : 0;
    int needed = isFirst ? 1 : isDown ? check.rise() : check.fall();
    if (contrary < needed) {
      return Change.NONE;
    }
    contrary = 0;
    return isGood ? goUp() : goDown();
  }

  private Change goUp() {
    isDown = false;
    return Change.UP;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written under the lock only.
  private Change goDown() {
    isDown = true;
    downfalls++;
    return Change.DOWN;
  }

  /** Has a task run when it goes down; at once if it did since its downfalls were so many. */
  void whenDown(Runnable task, int downfallsBefore) {
    whenDown.add(task);
    if (downfalls != downfallsBefore) {
      task.run();
    }
  }

  void forget(Runnable task) {
    whenDown.remove(task);
  }

  /** Runs the tasks of all connections that it has. */
  void tellConnections() {
    whenDown.forEach(Runnable::run);
  }
}
