package dev.alpnmux.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * TCP connects to the addresses of one gateway, each begun a little after the one before, or when
 * that has failed (RFC 8305 §5): an address that never answers costs a moment. The first connection
 * ends the others; should it turn out useless, the race goes on with the addresses that are left.
 * Whoever made it closes it, which ends what still runs; a connection that it gave out stays open.
 * For one thread, but for {@link #cancel}.
 */
final class ConnectRace implements AutoCloseable {
  /** What RFC 8305 §5 recommends. */
  private static final Duration DELAY = Duration.ofMillis(250);

  private static final ThreadPoolExecutor THREADS = DaemonThread.pool("alpnmux-tcp");

  private final SocketSettings settings;
  private final Deadline deadline;
  private final Consumer<InetSocketAddress> started;
  private final Deque<InetSocketAddress> untried;
  private final Deque<Attempt> running = new ConcurrentLinkedDeque<>();
  private final BlockingQueue<Attempt> done = new LinkedBlockingQueue<>();
  private long nextStartNanos = System.nanoTime();
  private volatile boolean isCancelled;

  /** One TCP connect; what it came to is there once it is done. */
  final class Attempt implements Runnable {
    private final InetSocketAddress address;
    private final TappedSocket raw = settings.newSocket();
    private final long startNanos = System.nanoTime();
    private Duration took = Duration.ZERO;
    private @Nullable IOException failure;

    private Attempt(InetSocketAddress address) {
      this.address = address;
    }

    InetSocketAddress address() {
      return address;
    }

    /** The connection, where there is no {@link #failure}. */
    TappedSocket raw() {
      return raw;
    }

    Optional<IOException> failure() {
      return Optional.ofNullable(failure);
    }

    Duration took() {
      return took;
    }

    @Override
    public void run() {
      try {
        settings.applyBeforeConnect(raw);
        raw.connect(address, deadline.millisLeft());
      } catch (IOException e) {
        failure = e;
        raw.abort();
      }
      took = Duration.ofNanos(System.nanoTime() - startNanos);
      done.add(this);
    }
  }

  /**
   * @param started hears of each connect that begins, on the thread of the race
   */
  ConnectRace(
      List<InetSocketAddress> addresses,
      SocketSettings settings,
      Deadline deadline,
      Consumer<InetSocketAddress> started) {
    this.untried = new ArrayDeque<>(addresses);
    this.settings = settings;
    this.deadline = deadline;
    this.started = started;
  }

  /** Whether there is an address that has neither failed nor led to a connection yet. */
  boolean goesOn() {
    return !untried.isEmpty() || !running.isEmpty();
  }

  /**
   * Blocks until an attempt has failed or led to a connection, which is the caller's then.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  Attempt next() throws InterruptedException {
    Attempt attempt = awaitOne();
    running.remove(attempt);
    if (attempt.failure().isPresent()) {
      nextStartNanos = System.nanoTime();
    } else {
      callOffOthers();
    }
    return attempt;
  }

  private Attempt awaitOne() throws InterruptedException {
    if (untried.size() == 1 && running.isEmpty()) {
      // With nobody to race against, the caller's own thread will do.
      enter(untried.remove()).run();
    }
    Attempt attempt = null;
    while (attempt == null || !running.contains(attempt)) {
      startIfDue();
      attempt =
          mayStart()
              ? done.poll(nextStartNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
              : done.take();
    }
    return attempt;
  }

  /** Two sockets cannot have the same local port: then one follows the other. */
  private boolean mayStart() {
    return !untried.isEmpty() && (running.isEmpty() || !settings.hasLocalPort());
  }

  private void startIfDue() {
    boolean isDue = running.isEmpty() || System.nanoTime() >= nextStartNanos;
    if (mayStart() && isDue) {
      nextStartNanos = System.nanoTime() + DELAY.toNanos();
      THREADS.execute(enter(untried.remove()));
    }
  }

  private Attempt enter(InetSocketAddress address) {
    started.accept(address);
    Attempt attempt = new Attempt(address);
    running.add(attempt);
    if (isCancelled) {
      attempt.raw.abort();
    }
    return attempt;
  }

  /** Their addresses may still be needed, in their order. */
  private void callOffOthers() {
    while (!running.isEmpty()) {
      Attempt last = running.removeLast();
      last.raw.abort();
      untried.addFirst(last.address);
    }
  }

  @Override
  public void close() {
    callOffOthers();
  }

  /** Lets every attempt fail now. Callable from any thread. */
  void cancel() {
    isCancelled = true;
    for (Attempt attempt : running) {
      attempt.raw.abort();
    }
  }
}
