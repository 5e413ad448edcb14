package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.flow.DataPath.Deadline;
import dev.alpnmux.gateway.flow.Relay;
import dev.alpnmux.gateway.linux.LoopThread.Pair;
import dev.alpnmux.gateway.route.Timeouts;
import dev.alpnmux.gateway.testing.RunningGateway;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A relay between two sockets of the test, as a connection of a passthrough service has it. */
final class RelayOnLoop implements Pump.Owner, Relay.Wire, AutoCloseable {
  private static final int BUFFER_BYTES = 128 * 1024;

  private final LoopThread thread;
  private final Pair clientSide = Pair.open();
  private final Pair upstreamSide = Pair.open();
  private final List<Endpoint> endpoints;
  private final List<Pump> pumps;
  private final Relay relay;
  private final AtomicLong moved = new AtomicLong();
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();

  RelayOnLoop(LoopThread thread) throws Exception {
    this.thread = thread;
    // Whoever does not read stops the other soon.
    client().setReceiveBufferSize(BUFFER_BYTES);
    upstream().setReceiveBufferSize(BUFFER_BYTES);
    Endpoint client = endpoint(clientSide);
    Endpoint upstream = endpoint(upstreamSide);
    endpoints = List.of(client, upstream);
    pumps =
        List.of(
            pump(client, upstream, Ending.CLIENT_RESET),
            pump(upstream, client, Ending.UPSTREAM_RESET));
    relay = new Relay(List.copyOf(pumps), Timeouts.DEFAULT, this);
    thread.on(this::start);
  }

  private Endpoint endpoint(Pair pair) {
    return new Endpoint(thread.loop().buffers(), new StreamSocket(pair.ours(), new Unwatched()));
  }

  private Pump pump(Endpoint from, Endpoint to, Ending whenBroken) {
    Pump pump = new Pump(from, to, whenBroken, this);
    pump.splice(to, thread.loop().pipes());
    to.fedBy(pump);
    return pump;
  }

  private boolean start() throws IOException {
    relay.start();
    for (Endpoint endpoint : endpoints) {
      endpoint.socket().register(thread.loop());
    }
    return true;
  }

  /** Until the relay starts. */
  private record Unwatched() implements StreamSocket.Watcher {
    @Override
    public void readable() {}

    @Override
    public void writable() {}

    @Override
    public void failed(Throwable bug) {}
  }

  Socket client() {
    return clientSide.peer();
  }

  Socket upstream() {
    return upstreamSide.peer();
  }

  /** How many bytes were handed over, in both directions. */
  long moved() {
    return moved.get();
  }

  /** Waits for the end. */
  Ending ending() throws Exception {
    return ending.get(RunningGateway.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void moved(Pump pump, int count) {
    relay.moved();
    moved.addAndGet(count);
  }

  @Override
  public void inputEnded(Pump pump, boolean isClean) {
    relay.inputEnded(pump, isClean);
  }

  @Override
  public void sourceBroken(Pump pump) {
    relay.sourceBroken(pump);
    pump.source().abandonOutput();
  }

  @Override
  public void sinkBroken(Pump pump) {
    sourceBroken(pumps.get(pump == pumps.get(0) ? 1 : 0));
  }

  @Override
  public void failed(Throwable bug) {
    ending.completeExceptionally(bug);
  }

  @Override
  public void close(Ending how) {
    pumps.forEach(Pump::stop);
    endpoints.forEach(Endpoint::close);
    ending.complete(how);
  }

  @Override
  public void reset(Ending how) {
    pumps.forEach(Pump::stop);
    endpoints.forEach(Endpoint::reset);
    ending.complete(how);
  }

  @Override
  public Deadline schedule(Duration delay, Runnable task) {
    return Deadline.NEVER;
  }

  @Override
  public void close() {
    try {
      thread.on(this::stop);
      client().close();
      upstream().close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private boolean stop() {
    relay.stop();
    reset(Ending.FAILED);
    return true;
  }
}
