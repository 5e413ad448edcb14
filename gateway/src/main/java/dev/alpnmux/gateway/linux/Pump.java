package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.flow.Relay;
import dev.alpnmux.gateway.flow.Shaper;
import java.io.IOException;

/**
 * One direction of a relay: reads an endpoint as long as the sink takes the bytes. It also watches
 * the endpoint's socket, and so lets what waits there be sent. One turn reads once, so that a bulk
 * transfer leaves the event loop to others between two reads.
 */
final class Pump implements Relay.Leg, StreamSocket.Watcher {
  /** What happens to a pump. */
  interface Owner {
    /** Bytes were handed to the sink. */
    void moved(Pump pump, int count);

    /** The source sends no more. */
    void inputEnded(Pump pump, boolean isClean);

    /** The pump's source is closed or has failed: it can be neither read nor written. */
    void sourceBroken(Pump pump);

    /** What is behind the pump's sink has failed. */
    void sinkBroken(Pump pump);

    /** A defect of the gateway itself came to light. */
    void failed(Throwable bug);
  }

  private final Endpoint source;
  private final ByteSink sink;
  private final Ending whenBroken;
  private final Owner owner;
  private Shaper shaper = Shaper.NONE;
  private Carrier carrier;
  private boolean isStarted;
  private boolean isDropping;
  private boolean isStopped;

  Pump(Endpoint source, ByteSink sink, Ending whenBroken, Owner owner) {
    this.source = source;
    this.sink = sink;
    this.whenBroken = whenBroken;
    this.owner = owner;
    this.carrier = new CopyingCarrier(source, sink);
  }

  /** Sends bulk through pipes where that can be; the sink is this endpoint. */
  void splice(Endpoint to, SharedPipes pipes) {
    carrier = new SplicingCarrier(source, to, pipes);
  }

  Endpoint source() {
    return source;
  }

  /** Names what holds this direction back. */
  void shapedBy(Shaper next) {
    shaper = next;
  }

  @Override
  public void start() {
    isStarted = true;
    source.socket().watchedBy(this);
    try {
      sink.open();
    } catch (IOException e) {
      owner.sinkBroken(this);
      return;
    }
    run();
    try {
      sink.opened();
    } catch (IOException e) {
      owner.sinkBroken(this);
    }
  }

  /** Reads and writes what can be read and written now. */
  void run() {
    if (!isStarted || isStopped || source.hasEnded()) {
      return;
    }
    carrier.turnBegins();
    boolean mayHaveMore = true;
    while (mayHaveMore && !isHeldBack()) {
      if (!move()) {
        return;
      }
      mayHaveMore = source.mayHaveMore();
    }
    if (isHeldBack()) {
      breakIfBroken();
    } else if (source.isUnfinished()) {
      goOnInNextTurn();
    }
  }

  /** No read shows a break now, and the event that told of it may be over. */
  private void breakIfBroken() {
    if (!isStopped && source.socket().isBroken()) {
      owner.sourceBroken(this);
    }
  }

  private boolean isHeldBack() {
    return !isDropping && (sink.isFull() || shaper.holdsBack());
  }

  /** Returns whether this direction still goes on. */
  private boolean move() {
    int count;
    try {
      count = carrier.read(shaper.readMax());
    } catch (IOException e) {
      owner.sourceBroken(this);
      return false;
    }
    if (count > 0 && !isDropping && !forward(count)) {
      return false;
    }
    if (source.hasEnded()) {
      owner.inputEnded(this, source.endIsClean());
    }
    return !isStopped && !source.hasEnded();
  }

  private boolean forward(int count) {
    try {
      carrier.write(count);
    } catch (IOException e) {
      owner.sinkBroken(this);
      return false;
    }
    shaper.took(count);
    owner.moved(this, count);
    return true;
  }

  private void goOnInNextTurn() {
    try {
      source.socket().tellAgain();
    } catch (IOException e) {
      owner.sourceBroken(this);
    }
  }

  @Override
  public void readable() {
    if (source.hasEnded()) {
      breakIfBroken();
    } else {
      run();
    }
  }

  @Override
  public void writable() {
    try {
      source.flush();
    } catch (IOException e) {
      owner.sourceBroken(this);
    }
  }

  @Override
  public void failed(Throwable bug) {
    owner.failed(bug);
  }

  @Override
  public boolean hasEnded() {
    return source.hasEnded();
  }

  @Override
  public void drop() {
    isDropping = true;
    carrier = new CopyingCarrier(source, sink);
    run();
  }

  @Override
  public void end(boolean isClean, boolean isLast, Runnable whenEnded) {
    try {
      sink.end(isClean, isLast, whenEnded);
    } catch (IOException e) {
      owner.sinkBroken(this);
      whenEnded.run();
    }
  }

  @Override
  public long unsentBytes() {
    return sink.unsentBytes();
  }

  @Override
  public Ending whenBroken() {
    return whenBroken;
  }

  /** Moves no byte more. */
  void stop() {
    isStopped = true;
    shaper.stop();
  }
}
