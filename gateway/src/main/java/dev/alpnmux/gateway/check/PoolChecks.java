package dev.alpnmux.gateway.check;

import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.upstream.UpstreamAddresses;
import dev.alpnmux.gateway.upstream.UpstreamPool;
import dev.alpnmux.gateway.wire.FailureText;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The rounds of checks of one service: all its upstreams are asked at once, and when the last one
 * has answered, or its time is up, the next round is due an interval later. Everything happens on
 * one event loop.
 */
final class PoolChecks {
  private static final double JITTER = 0.1;
  private static final long NO_TIMER = -1;

  private final Context context;
  private final UpstreamPool pool;
  private final UpstreamAddresses addresses;
  private final HealthCheck check;
  private final Probe probe;
  private long timer = NO_TIMER;
  private boolean isStopped;

  PoolChecks(
      Context context,
      UpstreamPool pool,
      UpstreamAddresses addresses,
      HealthCheck check,
      Probe probe) {
    this.context = context;
    this.pool = pool;
    this.addresses = addresses;
    this.check = check;
    this.probe = probe;
  }

  /** Asks at once, or some time within the interval where all is known already. */
  void start() {
    pool.whenLookedUp(() -> context.runOnContext(nothing -> begin()));
  }

  private void begin() {
    askAfter(pool.isChecked() ? ThreadLocalRandom.current().nextDouble() : 0);
  }

  /** Asks no more; an answer that is still on its way is not heard. */
  void stop() {
    context.runOnContext(
        nothing -> {
          isStopped = true;
          context.owner().cancelTimer(timer);
          probe.close();
        });
  }

  private void askAfter(double shareOfInterval) {
    if (!isStopped) {
      long millis = Math.max(1, Math.round(check.interval().toMillis() * shareOfInterval));
      timer = context.owner().setTimer(millis, due -> askAll());
    }
  }

  private void askAll() {
    List<Future<Void>> answers =
        pool.addresses().stream()
            .filter(Upstream.Tcp.class::isInstance)
            .map(upstream -> ask((Upstream.Tcp) upstream))
            .toList();
    // Gateways that were started together do not go on asking together.
    double jittered = 1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble();
    Future.join(answers).onComplete(all -> askAfter(jittered));
  }

  private Future<Void> ask(Upstream.Tcp upstream) {
    return find(upstream)
        .compose(address -> probe.ask(upstream, address))
        .timeout(check.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(answer -> heard(upstream, answer));
  }

  /** Where clients find it, too: a check must not fail because DNS does. */
  private Future<InetAddress> find(Upstream.Tcp upstream) {
    Promise<InetAddress> found = Promise.promise();
    addresses.find(
        upstream,
        task -> context.runOnContext(nothing -> task.run()),
        all -> found.complete(all.get(0).getAddress()),
        why -> found.fail(new BadAnswerException(why)));
    return found.future();
  }

  private void heard(Upstream upstream, AsyncResult<Void> answer) {
    if (!isStopped) {
      Optional<Throwable> failure = Optional.ofNullable(answer.cause());
      pool.checked(upstream, check, failure.map(this::text));
    }
  }

  private String text(Throwable failure) {
    Duration timeout = check.timeout();
    return failure instanceof TimeoutException
        ? "no answer within " + timeout.toMillis() + " ms"
        : FailureText.of(failure);
  }
}
