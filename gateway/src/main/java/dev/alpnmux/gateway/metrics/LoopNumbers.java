package dev.alpnmux.gateway.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbers event loops, from 0 on. By their threads: listeners come and go with reloads, and would
 * leave cells behind. Thread-safe.
 */
final class LoopNumbers {
  private final Map<Thread, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  /** Returns the number of the event loop that calls. */
  int here() {
    return numbers.computeIfAbsent(Thread.currentThread(), loop -> next.getAndIncrement());
  }
}
