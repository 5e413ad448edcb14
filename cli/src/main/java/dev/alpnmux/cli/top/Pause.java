package dev.alpnmux.cli.top;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The time between two looks. */
final class Pause {
  private Pause() {}

  /** Blocks for so long. */
  static void of(Duration length) {
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }
}
