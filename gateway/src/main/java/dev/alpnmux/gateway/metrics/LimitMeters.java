package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.route.ClientLimits;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceLimits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The limits that are set, and what is in use of them. Thread-safe. */
public final class LimitMeters {
  private final MeterRegistry registry;
  private final MultiGauge limits;
  private final MultiGauge serviceLimits;

  LimitMeters(MeterRegistry registry) {
    this.registry = registry;
    limits =
        MultiGauge.builder("alpnmux.limit")
            .description("Limits of the gateway and of one client address, where they are set")
            .register(registry);
    serviceLimits =
        MultiGauge.builder("alpnmux.service.limit")
            .description("Limits of a service, where they are set")
            .register(registry);
  }

  /** Shows what is in use of two limits, as these tell, and whether the gateway drains. */
  public void showUse(
      IntSupplier connections, IntSupplier pendingUpstreams, BooleanSupplier isDraining) {
    Gauge.builder("alpnmux.open.connections", connections::getAsInt)
        .description("Connections that exist, refused ones included until they are closed")
        .register(registry);
    Gauge.builder("alpnmux.pending.upstreams", pendingUpstreams::getAsInt)
        .description("Upstream connections for clients that have not finished their handshake")
        .register(registry);
    Gauge.builder("alpnmux.draining", () -> isDraining.getAsBoolean() ? 1 : 0)
        .description("1 while the gateway drains: it accepts no more, and waits for the end")
        .register(registry);
  }

  /** Shows these limits in place of those before; what is off is not shown. */
  public void show(GatewayLimits gateway, Collection<Service> services) {
    List<Row<?>> rows = new ArrayList<>();
    ClientLimits client = gateway.client();
    add(rows, Tags.of("limit", Limit.CONNECTIONS.toString()), gateway.connectionsMax());
    add(
        rows,
        Tags.of("limit", Limit.PENDING_HANDSHAKES.toString()),
        gateway.pendingHandshakesMax());
    add(rows, Tags.of("limit", Limit.CONNECTIONS_PER_CLIENT.toString()), client.connectionsMax());
    add(
        rows,
        Tags.of("limit", Limit.HANDSHAKES_PER_SECOND.toString()),
        client.handshakesPerSecond());
    add(rows, Tags.of("limit", Limit.PENDING_UPSTREAMS.toString()), client.pendingUpstreamsMax());
    limits.register(rows, true);
    List<Row<?>> serviceRows = new ArrayList<>();
    services.forEach(service -> addAll(serviceRows, service));
    serviceLimits.register(serviceRows, true);
  }

  private static void addAll(List<Row<?>> rows, Service service) {
    ServiceLimits max = service.limits();
    Tags tags = Tags.of("service", service.name());
    add(rows, tags.and("limit", "connections"), max.connectionsMax());
    add(rows, tags.and("limit", "connections_per_client"), max.connectionsPerClientMax());
    add(rows, tags.and("limit", "lifetime_seconds"), max.lifetime().toMillis() / 1000.0);
    add(rows, tags.and("limit", "from_client_bytes_per_second"), max.fromClientBytesPerSecond());
    add(rows, tags.and("limit", "to_client_bytes_per_second"), max.toClientBytesPerSecond());
  }

  private static void add(List<Row<?>> rows, Tags tags, double limit) {
    if (limit > 0) {
      rows.add(Row.of(tags, limit));
    }
  }
}
