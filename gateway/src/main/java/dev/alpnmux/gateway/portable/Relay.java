package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.flow.DataPath.Deadline;
import dev.alpnmux.gateway.route.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches over the transfers of one connection until all have ended: which direction is still open,
 * how long nothing has moved, and how it came to its end. Only for the event loop.
 */
final class Relay {
  /** What the relay asks of the connection that it belongs to. */
  interface Wire {
    /** Closes every socket in order. */
    void close(Ending ending);

    /** Resets every socket: what ended badly must not look like an end. */
    void reset(Ending ending);

    /** Runs the task later on this event loop. */
    Deadline schedule(Duration delay, Runnable task);
  }

  /** A transfer with its sink, and how the connection ends when the transfer's source breaks. */
  record Leg(Transfer transfer, Sink sink, Ending whenBroken) {}

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

  Relay(List<Leg> legs, Timeouts timeouts, Wire wire) {
    this.legs = List.copyOf(legs);
    this.open = new ArrayList<>(legs);
    this.timeouts = timeouts;
    this.wire = wire;
  }

  /** Starts all transfers. */
  void start() {
    watch(silenceMax());
    for (Leg leg : legs) {
      if (!isOver) {
        leg.transfer().start(leg.sink());
      }
    }
  }

  /** Bytes have moved. */
  void moved() {
    lastMovedNanos = System.nanoTime();
  }

  /** The source of the transfer sends no more: its end follows its bytes. */
  void inputEnded(Transfer transfer, boolean isClean) {
    if (isOver) {
      return;
    }
    if (!isClean && ending == Ending.COMPLETE) {
      ending = Ending.TRUNCATED;
    }
    halfClosed();
    Leg leg = legOf(transfer);
    leg.sink().end(isClean, () -> legEnded(leg));
  }

  /** One direction has ended: from here on the shorter timeout counts. */
  void halfClosed() {
    if (isOver) {
      return;
    }
    isHalfClosed = true;
    moved();
    silence.cancel();
    watch(silenceMax());
  }

  /**
   * The source of the transfer is gone. Before its end, that breaks the connection. After it, its
   * bytes still travel; only what was to be written to it has nowhere to go.
   */
  void sourceBroken(Transfer transfer) {
    if (isOver) {
      return;
    }
    if (!transfer.hasEnded()) {
      stop();
      wire.reset(legOf(transfer).whenBroken());
      return;
    }
    for (Leg leg : List.copyOf(open)) {
      if (leg.transfer() != transfer) {
        drop(leg, legOf(transfer).whenBroken());
      }
    }
  }

  /** The sink of the transfer takes no more, although its socket stands. */
  void sinkClosed(Transfer transfer) {
    Leg leg = legOf(transfer);
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
    leg.transfer().drop();
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

  private Leg legOf(Transfer transfer) {
    return legs.stream().filter(leg -> leg.transfer() == transfer).findFirst().orElseThrow();
  }

  /** Ends the watch: the sockets are being closed. */
  void stop() {
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
    long unsent = legs.stream().mapToLong(leg -> leg.sink().unsentBytes()).sum();
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
