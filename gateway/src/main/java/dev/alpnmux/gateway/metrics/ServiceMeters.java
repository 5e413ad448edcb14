package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.metrics.Counts.ServiceCounts;
import dev.alpnmux.gateway.route.Service;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of one service. */
final class ServiceMeters {
  private static final Duration[] CONNECT_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5)
  };

  final Counter routed;
  final Counter relayed;
  final Counter upstreamFailures;
  final Timer upstreamConnect;
  final AtomicLong active = new AtomicLong();
  private final Map<Ending, Counter> closed = new EnumMap<>(Ending.class);
  private final Counter fromClient;
  private final Counter toClient;

  ServiceMeters(MeterRegistry registry, Service service) {
    String name = service.name();
    String mode = service.mode().name().toLowerCase(Locale.ROOT);
    routed =
        Counter.builder("alpnmux.routed.connections")
            .description("Connections that a service was decided for")
            .tag("service", name)
            .tag("mode", mode)
            .register(registry);
    relayed =
        Counter.builder("alpnmux.relayed.connections")
            .description("Connections that reached their service")
            .tag("service", name)
            .tag("mode", mode)
            .register(registry);
    Gauge.builder("alpnmux.active.connections", active, AtomicLong::get)
        .description("Connections that are relayed now")
        .tag("service", name)
        .tag("mode", mode)
        .register(registry);
    upstreamFailures =
        Counter.builder("alpnmux.upstream.failures")
            .description("Connects to an upstream that failed")
            .tag("service", name)
            .register(registry);
    upstreamConnect =
        Timer.builder("alpnmux.upstream.connect")
            .description("Time until an upstream was connected, over all tries")
            .tag("service", name)
            .serviceLevelObjectives(CONNECT_BUCKETS)
            .register(registry);
    for (Ending ending : Ending.values()) {
      closed.put(
          ending,
          Counter.builder("alpnmux.closed.connections")
              .description("Relayed connections that have ended, by how")
              .tag("service", name)
              .tag("mode", mode)
              .tag("ending", ending.toString())
              .register(registry));
    }
    fromClient = bytes(registry, name, Direction.FROM_CLIENT);
    toClient = bytes(registry, name, Direction.TO_CLIENT);
  }

  private static Counter bytes(MeterRegistry registry, String service, Direction direction) {
    return Counter.builder("alpnmux.relayed")
        .description("Bytes relayed, without the TLS that the gateway itself speaks")
        .baseUnit("bytes")
        .tag("service", service)
        .tag("direction", direction.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  ServiceCounts counts() {
    return new ServiceCounts(
        (long) routed.count(),
        (long) relayed.count(),
        active.get(),
        (long) fromClient.count(),
        (long) toClient.count());
  }

  Counter closed(Ending ending) {
    return Objects.requireNonNull(closed.get(ending));
  }

  Counter bytes(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : toClient;
  }
}
