package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.ConnectFailure.Cause;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.flow.DataPath.Deadline;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.upstream.Lease;
import dev.alpnmux.gateway.upstream.Tries;
import dev.alpnmux.gateway.upstream.UpstreamPool;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tries the upstreams of one service, one after the other, until one is connected or the connect
 * timeout is used up; then keeps the one it found. For one connection, on its event loop.
 */
final class UpstreamSearch {
  /** A share of the connect timeout that is smaller is too short for a SYN that is sent twice. */
  private static final int SHARES_MAX = 4;

  private final Connection connection;
  private final ConnectionEvents events;
  private final DataPath path;
  private final Forward forward;
  private final Duration timeout;
  private final long startedNanos = System.nanoTime();
  private Consumer<String> whenInVain = why -> {};
  private Deadline deadline = Deadline.NEVER;
  private @Nullable Tries tries;
  private @Nullable Lease lease;
  private boolean isOver;

  UpstreamSearch(Connection connection, ConnectionEvents events, DataPath path, Forward forward) {
    this.connection = connection;
    this.events = events;
    this.path = path;
    this.forward = forward;
    this.timeout = forward.route().service().timeouts().connect();
  }

  /**
   * Starts with the first one, as soon as it is known which there are.
   *
   * @param inVain told why no upstream can be had, if that is so; nothing follows then
   */
  void begin(UpstreamPool pool, Consumer<String> inVain) {
    whenInVain = inVain;
    if (pool.isLookedUp()) {
      tryAll(pool);
    } else {
      deadline = path.within(timeout, this::lookupIsLate);
      pool.whenLookedUp(() -> path.execute(() -> tryAll(pool)));
    }
  }

  private void tryAll(UpstreamPool pool) {
    if (!isOver) {
      Tries all = pool.tries(connection.clientHash());
      tries = all;
      tryNext(all, "");
    }
  }

  private void tryNext(Tries all, String lastFailure) {
    deadline.cancel();
    Duration share = share(all.left());
    Optional<Lease> next = share.isNegative() ? Optional.empty() : all.next();
    if (next.isEmpty()) {
      whenInVain.accept(lastFailure.isEmpty() ? all.lack() : lastFailure);
      return;
    }
    lease = next.get();
    deadline = path.within(share, () -> tryIsLate(share));
    path.connect(forward, next.get().address(), share);
  }

  /** One silent upstream must not use up the time of those behind it; zero means no limit. */
  private Duration share(int untried) {
    if (timeout.isZero() || untried == 0) {
      return timeout;
    }
    Duration share = timeout.minus(elapsed()).dividedBy(Math.min(untried, SHARES_MAX));
    return share.isZero() ? Duration.ofNanos(1) : share;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  private void tryIsLate(Duration share) {
    path.cancelConnect();
    // Rounded up: the share is what was left when the try began.
    String late = "not connected within " + share.plusNanos(999_999).toMillis() + " ms";
    failed(new ConnectFailure(Cause.TIMEOUT, late));
  }

  private void lookupIsLate() {
    whenInVain.accept("not looked up within " + timeout.toMillis() + " ms");
  }

  /**
   * The upstream asked for is connected.
   *
   * @param whenDown run on any thread when it goes down while this keeps it
   */
  void connected(Runnable whenDown) {
    Lease found = asked();
    deadline.cancel();
    found.connected(whenDown);
    Duration took = elapsed();
    connection.recordUpstream(found.address(), took);
    events.upstreamConnected(connection, took);
  }

  /** The upstream asked for could not be connected. */
  void failed(ConnectFailure failure) {
    Lease asked = asked();
    Upstream failed = asked.address();
    events.upstreamFailed(connection, failed, failure);
    asked.failed(failure.why());
    if (tries != null) {
      tryNext(tries, failed + ": " + failure.why());
    }
  }

  private Lease asked() {
    if (lease == null) {
      throw new IllegalStateException("no upstream was asked for");
    }
    return lease;
  }

  /** Ends the search, and lets go of what it found. */
  void end() {
    isOver = true;
    deadline.cancel();
    if (lease != null) {
      lease.end();
    }
  }
}
