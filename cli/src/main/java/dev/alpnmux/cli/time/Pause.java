package dev.alpnmux.cli.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A time in which a command does nothing. */
public final class Pause {
  private Pause() {}

  /** Blocks for so long. */
  public static void of(Duration length) {
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }
}
