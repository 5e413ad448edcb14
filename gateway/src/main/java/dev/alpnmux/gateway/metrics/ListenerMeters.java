package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.metrics.Counts.ListenerCounts;
import dev.alpnmux.gateway.route.Strictness;
import dev.alpnmux.gateway.route.Transport;
import dev.alpnmux.spec.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of one listener. */
final class ListenerMeters {
  private static final Duration[] HANDSHAKE_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500)
  };

  private final MeterRegistry registry;
  private final String listener;
  private volatile Counter accepted;
  final Timer handshake;
  final AtomicLong pending = new AtomicLong();
  private final AtomicInteger enforces = new AtomicInteger(1);
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
  private final Map<Refusal, Counter> reported = new EnumMap<>(Refusal.class);

  ListenerMeters(MeterRegistry registry, String listener) {
    this.registry = registry;
    this.listener = listener;
    accepted = accepted(Transport.TLS);
    handshake =
        Timer.builder("alpnmux.tls.handshake")
            .description("Time of a TLS handshake with a client, from its release to its end")
            .tag("listener", listener)
            .serviceLevelObjectives(HANDSHAKE_BUCKETS)
            .register(registry);
    Gauge.builder("alpnmux.handshaking.connections", pending, AtomicLong::get)
        .description("Connections that are accepted and not yet relayed or refused")
        .tag("listener", listener)
        .register(registry);
    Gauge.builder("alpnmux.listener.enforces", enforces, AtomicInteger::get)
        .description("1 unless the listener only reports clients that name no service")
        .tag("listener", listener)
        .register(registry);
    for (Refusal refusal : Strictness.reported()) {
      reported.put(
          refusal,
          Counter.builder("alpnmux.reported.connections")
              .description(
                  "Connections that were not refused, by the reason that would have done so")
              .tag("listener", listener)
              .tag("reason", refusal.toString())
              .register(registry));
    }
    for (Refusal refusal : Refusal.values()) {
      refused.put(
          refusal,
          Counter.builder("alpnmux.refused.connections")
              .description("Connections refused, by the reason of the protocol's table")
              .tag("listener", listener)
              .tag("reason", refusal.toString())
              .register(registry));
    }
  }

  void show(Strictness strictness) {
    enforces.set(strictness == Strictness.ENFORCE ? 1 : 0);
  }

  Counter reported(Refusal refusal) {
    return Objects.requireNonNull(reported.get(refusal));
  }

  private Counter accepted(Transport transport) {
    return Counter.builder("alpnmux.connections")
        .description("Connections accepted")
        .tag("listener", listener)
        .tag("transport", transport.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** From here on its clients speak this: a reload may change it. */
  void speaks(Transport transport) {
    accepted = accepted(transport);
  }

  Counter accepted() {
    return accepted;
  }

  ListenerCounts counts() {
    Map<Refusal, Long> byReason = new EnumMap<>(Refusal.class);
    refused.forEach((refusal, counter) -> byReason.put(refusal, (long) counter.count()));
    return new ListenerCounts((long) accepted.count(), pending.get(), byReason);
  }

  Counter refused(Refusal refusal) {
    return Objects.requireNonNull(refused.get(refusal));
  }
}
