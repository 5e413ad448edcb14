package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.flow.DataPath.Deadline;
import dev.alpnmux.gateway.route.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches over the directions of one connection until all have ended: which is still open, how long
 * nothing has moved, and how it came to its end. Only for the event loop.
 */
public final class Relay {
  /** What the relay asks of the connection that it belongs to. */
  public interface Wire {
    /** Closes every socket in order. */
    void close(Ending ending);

    /** Resets every socket: what ended badly must not look like an end. */
    void reset(Ending ending);

    /** Runs the task later on this event loop. */
    Deadline schedule(Duration delay, Runnable task);
  }

  /** One direction: from where bytes are read to where they are written. */
  public interface Leg {
    /** Begins to move bytes; what was held back until now goes first. */
    void start();

    /** Whether the source has sent its last byte. */
    boolean hasEnded();

    /** Goes on reading, and drops every byte; only the end of the stream still counts. */
    void drop();

    /**
     * Passes the end of the stream on behind all bytes; runs the task when that has left.
     *
     * @param isClean whether the source vouched for its end; if not, nor does this one
     * @param isLast whether no other direction is open, so that the sockets are closed next
     */
    void end(boolean isClean, boolean isLast, Runnable whenEnded);

    /** How many bytes were written and have not left yet. */
    long unsentBytes();

    /** How the connection ends when the source breaks: who reset it. */
    Ending whenBroken();
  }

  private final List<Leg> legs;
  private final List<Leg> open;
  private final Timeouts timeouts;
  private final Wire wire;
  private long lastMovedNanos = System.nanoTime();
  private Deadline silence = Deadline.NEVER;
  private boolean isHalfClosed;
  private Ending ending = Ending.COMPLETE;
  private long unsentBytes;
  private boolean isOver;

  /** The sockets stay the data path's; it closes them when the wire is told to. */
  public Relay(List<Leg> legs, Timeouts timeouts, Wire wire) {
    this.legs = List.copyOf(legs);
    this.open = new ArrayList<>(legs);
    this.timeouts = timeouts;
    this.wire = wire;
  }

  /** Starts all directions. */
  public void start() {
    watch(silenceMax());
    for (Leg leg : legs) {
      if (!isOver) {
        leg.start();
      }
    }
  }

  /** Bytes have moved. */
  public void moved() {
    lastMovedNanos = System.nanoTime();
  }

  /**
   * The source of the leg sends no more: its end follows its bytes.
   *
   * @param isClean whether it said so: by close_notify where there is TLS, by FIN elsewhere
   */
  public void inputEnded(Leg leg, boolean isClean) {
    if (isOver) {
      return;
    }
    if (!isClean && ending == Ending.COMPLETE) {
      ending = Ending.TRUNCATED;
    }
    halfClosed();
    leg.end(isClean, open.size() == 1, () -> legEnded(leg));
  }

  /** One direction has ended: from here on the shorter timeout counts. */
  public void halfClosed() {
    if (isOver) {
      return;
    }
    isHalfClosed = true;
    moved();
    silence.cancel();
    watch(silenceMax());
  }

  /**
   * The source of the leg is gone. Before its end, that breaks the connection. After it, its bytes
   * still travel; only what was to be written to it has nowhere to go.
   */
  public void sourceBroken(Leg broken) {
    if (isOver) {
      return;
    }
    if (!broken.hasEnded()) {
      stop();
      wire.reset(broken.whenBroken());
      return;
    }
    for (Leg leg : List.copyOf(open)) {
      if (leg != broken) {
        drop(leg, broken.whenBroken());
      }
    }
  }

  /** The sink of the leg takes no more, although its socket stands. */
  public void sinkClosed(Leg leg) {
    drop(
        leg, leg.whenBroken() == Ending.CLIENT_RESET ? Ending.UPSTREAM_RESET : Ending.CLIENT_RESET);
  }

  /**
   * The bytes of this leg have nowhere to go. An upstream is let go of; a client is heard out until
   * its end or the timeout: to close on what it sends would be a reset, and that could overtake the
   * tail of its response.
   */
  private void drop(Leg leg, Ending why) {
    ending = why;
    leg.drop();
    if (leg.whenBroken() == Ending.UPSTREAM_RESET) {
      legEnded(leg);
    }
  }

  private void legEnded(Leg leg) {
    open.remove(leg);
    if (open.isEmpty() && !isOver) {
      stop();
      wire.close(ending);
    }
  }

  /** Ends the watch: the sockets are being closed. */
  public void stop() {
    isOver = true;
    silence.cancel();
  }

  private Duration silenceMax() {
    boolean isShorter = isHalfClosed && !timeouts.halfClose().isZero();
    return isShorter ? timeouts.halfClose() : timeouts.idle();
  }

  private void watch(Duration delay) {
    silence = delay.isZero() ? Deadline.NEVER : wire.schedule(delay, this::judgeSilence);
  }

  /**
   * One timer per connection, and none is moved with each byte: it looks, and waits for the rest.
   * When a slow reader has taken some since the last look, something has moved, too.
   */
  private void judgeSilence() {
    long unsent = legs.stream().mapToLong(Leg::unsentBytes).sum();
    if (unsent != unsentBytes) {
      moved();
    }
    unsentBytes = unsent;
    Duration silent = Duration.ofNanos(System.nanoTime() - lastMovedNanos);
    Duration left = silenceMax().minus(silent);
    if (!left.isNegative() && !left.isZero()) {
      watch(left);
    } else {
      stop();
      wire.reset(isHalfClosed ? Ending.HALF_CLOSE_TIMEOUT : Ending.IDLE);
    }
  }
}
