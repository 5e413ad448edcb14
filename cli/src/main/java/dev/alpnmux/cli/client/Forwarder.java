package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.ServiceSocket;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Takes what listeners accept to their services. Thread-safe. */
final class Forwarder {
  /** A quiet connection keeps 19 KiB; the rest is for what comes and goes. */
  private static final int HEAP_BYTES_EACH = 32 * 1024;

  /** One may wait a moment for a connection to take its last bytes. */
  private static final int WORKERS_MIN = 4;

  /** Accepting fails when the process has no file descriptor left: others must end first. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final AlpnmuxClient client;
  private final ForwardCounts counts;
  private final ForwardErrors errors;
  private final ForwardedConnection.Ground ground;
  private final Executor dialers = Executors.newCachedThreadPool(Forwarder::daemon);
  private final Semaphore places =
      new Semaphore((int) Math.min(Runtime.getRuntime().maxMemory() / HEAP_BYTES_EACH, 100_000));
  private final Set<ForwardedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private volatile boolean isDraining;

  private Forwarder(
      AlpnmuxClient client, ForwardCounts counts, ForwardErrors errors, Readiness readiness) {
    this.client = client;
    this.counts = counts;
    this.errors = errors;
    int workers = Math.max(WORKERS_MIN, 2 * Runtime.getRuntime().availableProcessors());
    this.ground =
        new ForwardedConnection.Ground(
            readiness, Executors.newFixedThreadPool(workers, Forwarder::daemon));
  }

  /** Starts its threads, which do not keep the process. */
  static Forwarder start(AlpnmuxClient client, ForwardCounts counts, ForwardErrors errors)
      throws CommandFailure {
    try {
      return new Forwarder(client, counts, errors, Readiness.start());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.SYSTEM, "cannot wait for connections: " + e.getMessage(), null, e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "forward");
    thread.setDaemon(true);
    return thread;
  }

  /** Accepts from now on, until the listener is closed. */
  void serve(ForwardListener listener) {
    counts.of(listener.forwarding().service());
    daemon(() -> accept(listener)).start();
  }

  private void accept(ForwardListener listener) {
    while (listener.isOpen()) {
      try {
        acceptOne(listener);
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        errors.report("cannot accept on " + listener.address() + ": " + e.getMessage());
        pause();
      }
    }
  }

  /** Without a place, or with too many on their way already, a connection waits to be accepted. */
  private void acceptOne(ForwardListener listener) throws IOException {
    listener.dials().acquireUninterruptibly();
    places.acquireUninterruptibly();
    boolean isAccepted = false;
    try {
      SocketChannel local = listener.accept();
      isAccepted = true;
      open.incrementAndGet();
      String service = listener.forwarding().service();
      dialers.execute(() -> connect(local, service, listener.dials()));
    } finally {
      if (!isAccepted) {
        places.release();
        listener.dials().release();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect(SocketChannel local, String service, Semaphore dials) {
    ForwardCounts.Service count = counts.of(service);
    count.opened();
    try {
      dial(local, service, count).start();
    } catch (IOException e) {
      errors.report(service + ": " + e.getMessage());
      count.ended(Outcome.notConnected(e));
      left();
    } finally {
      dials.release();
    }
  }

  private ForwardedConnection dial(SocketChannel local, String service, ForwardCounts.Service count)
      throws IOException {
    ServiceSocket remote = null;
    try {
      local.configureBlocking(false);
      if (local.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
        local.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      remote = client.connectSelectable(service);
      ForwardedConnection connection =
          new ForwardedConnection(
              local, remote, ground, count, (over, e) -> ended(over, service, count, e));
      connections.add(connection);
      return connection;
    } catch (IOException e) {
      if (remote != null) {
        remote.close();
      }
      ForwardedConnection.reset(local);
      throw e;
    }
  }

  private void ended(
      ForwardedConnection connection,
      String service,
      ForwardCounts.Service count,
      @Nullable IOException failure) {
    boolean isCut = !connections.remove(connection);
    if (failure != null && !isCut) {
      errors.report(service + ": " + failure.getMessage());
    }
    count.ended(isCut ? Outcome.CUT : failure == null ? Outcome.COMPLETED : Outcome.BROKEN);
    left();
  }

  private void left() {
    places.release();
    if (open.decrementAndGet() == 0 && isDraining) {
      idle.complete(null);
    }
  }

  boolean isDraining() {
    return isDraining;
  }

  /**
   * To be called when all listeners are closed.
   *
   * @return completes when the last connection has ended
   */
  CompletableFuture<Void> drain() {
    isDraining = true;
    if (open.get() == 0) {
      idle.complete(null);
    }
    return idle;
  }

  /** Cuts what is still open, and returns how many these were. */
  int cut() {
    int count = open.get();
    for (ForwardedConnection connection : List.copyOf(connections)) {
      connections.remove(connection);
      connection.cut();
    }
    return count;
  }
}
