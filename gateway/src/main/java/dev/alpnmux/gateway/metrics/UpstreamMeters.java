package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.metrics.Counts.UpstreamCounts;
import dev.alpnmux.gateway.metrics.Counts.UpstreamKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** The meters of one upstream of one service. */
final class UpstreamMeters {
  final Counter connected;
  final Counter failed;
  final Counter ejections;
  final AtomicLong active = new AtomicLong();
  private final List<Meter> all;

  private final BooleanSupplier isUp;

  UpstreamMeters(MeterRegistry registry, UpstreamKey key, BooleanSupplier isUp) {
    this.isUp = isUp;
    Tags tags = Tags.of("service", key.service(), "upstream", key.upstream().toString());
    connected = connections(registry, tags, "connected");
    failed = connections(registry, tags, "failed");
    ejections =
        Counter.builder("alpnmux.upstream.ejections")
            .description("How often an upstream was left out because connects to it failed")
            .tags(tags)
            .register(registry);
    Gauge activeNow =
        Gauge.builder("alpnmux.upstream.active.connections", active, AtomicLong::get)
            .description("Connections that an upstream has now")
            .tags(tags)
            .register(registry);
    Gauge up =
        Gauge.builder("alpnmux.upstream.up", isUp, question -> question.getAsBoolean() ? 1 : 0)
            .description("1 if an upstream is used, 0 if it is left out or down")
            .tags(tags)
            // Nobody else holds on to the question.
            .strongReference(true)
            .register(registry);
    all = List.of(connected, failed, ejections, activeNow, up);
  }

  private static Counter connections(MeterRegistry registry, Tags tags, String outcome) {
    return Counter.builder("alpnmux.upstream.connections")
        .description("Connects to an upstream, by what became of them")
        .tags(tags)
        .tag("outcome", outcome)
        .register(registry);
  }

  UpstreamCounts counts() {
    return new UpstreamCounts(
        (long) connected.count(), (long) failed.count(), active.get(), isUp.getAsBoolean());
  }

  /** The upstream is not configured any more. */
  void remove(MeterRegistry registry) {
    all.forEach(registry::remove);
  }
}
