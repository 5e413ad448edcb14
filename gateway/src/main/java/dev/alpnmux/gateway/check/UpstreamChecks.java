package dev.alpnmux.gateway.check;

import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.upstream.UpstreamAddresses;
import dev.alpnmux.gateway.upstream.UpstreamPool;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.stream.Stream;

/** Asks the upstreams of the current configuration. Thread-safe; no method blocks. */
public final class UpstreamChecks {
  private final VertxInternal vertx;
  private List<PoolChecks> checks = List.of();
  private boolean isStopped;

  /** The instance stays the caller's. */
  public UpstreamChecks(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
  }

  /** Asks these from now on, and no others; nobody once it was stopped. */
  public synchronized void begin(UpstreamPools pools) {
    endAll();
    if (!isStopped) {
      checks = pools.all().stream().flatMap(pool -> of(pool, pools.addresses())).toList();
      checks.forEach(PoolChecks::start);
    }
  }

  private Stream<PoolChecks> of(UpstreamPool pool, UpstreamAddresses addresses) {
    return pool.configured().health().check().stream()
        .map(
            check ->
                new PoolChecks(context(), pool, addresses, check, probe(pool.configured(), check)));
  }

  private Context context() {
    return vertx.createEventLoopContext();
  }

  private Probe probe(Service service, HealthCheck check) {
    return switch (check.protocol()) {
      case TCP -> ConnectProbe.tcp(vertx, check, service);
      case TLS -> ConnectProbe.tls(vertx, check, service);
      case HTTP -> new HttpProbe(vertx, check);
    };
  }

  /** Asks nobody any more. */
  public synchronized void stop() {
    isStopped = true;
    endAll();
  }

  private void endAll() {
    checks.forEach(PoolChecks::stop);
    checks = List.of();
  }
}
