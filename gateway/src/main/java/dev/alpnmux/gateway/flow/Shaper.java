package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.flow.DataPath.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Holds one direction of a connection back while the bandwidth of its service is used up: it is not
 * read then, so that the sender waits in its turn. Only for the event loop.
 */
public final class Shaper {
  /** Holds nothing back. */
  public static final Shaper NONE = new Shaper(null, (delay, task) -> Deadline.NEVER, () -> {});

  private final @Nullable Bandwidth bandwidth;
  private final Clock clock;
  private final Runnable resume;
  private Deadline wakeUp = Deadline.NEVER;
  private boolean isWaiting;
  private boolean isStopped;

  /** Runs tasks later on the event loop. */
  interface Clock {
    Deadline schedule(Duration delay, Runnable task);
  }

  Shaper(@Nullable Bandwidth bandwidth, Clock clock, Runnable resume) {
    this.bandwidth = bandwidth;
    this.clock = clock;
    this.resume = resume;
  }

  /** So many bytes were read. */
  public void took(int count) {
    if (bandwidth != null) {
      bandwidth.took(count);
    }
  }

  /** Whether nothing must be read now. If so, the direction is told to go on when it may. */
  public boolean holdsBack() {
    if (bandwidth == null || isStopped) {
      return false;
    }
    long wait = bandwidth.waitNanos();
    if (wait > 0 && !isWaiting) {
      isWaiting = true;
      wakeUp = clock.schedule(Duration.ofNanos(wait), this::wake);
    }
    return wait > 0;
  }

  private void wake() {
    isWaiting = false;
    resume.run();
  }

  /** How much may be read at once, when something may. */
  public int readMax() {
    return bandwidth == null ? Integer.MAX_VALUE : bandwidth.readMax();
  }

  /** Nothing is read any more. */
  public void stop() {
    isStopped = true;
    wakeUp.cancel();
  }
}
