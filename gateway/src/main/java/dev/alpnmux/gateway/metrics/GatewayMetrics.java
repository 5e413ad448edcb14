package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Refusal;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Prometheus metrics of one gateway. Labels are names from the configuration and closed sets,
 * never anything that a client chose. Thread-safe.
 */
public final class GatewayMetrics implements ConnectionEvents {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConfigMeters config = new ConfigMeters(registry);
  private final Map<String, ListenerMeters> listeners = new ConcurrentHashMap<>();
  // A reload may change the mode of a service, which is a label.
  private final Map<ServiceMode, Map<String, ServiceMeters>> services = new ConcurrentHashMap<>();

  /** Makes the meters of these names, at 0: a rate sees the first event only from a zero on. */
  public void register(Collection<String> listenerNames, Collection<Service> configured) {
    listenerNames.forEach(this::listener);
    configured.forEach(this::service);
  }

  /** The meters of the configuration itself. */
  public ConfigMeters config() {
    return config;
  }

  /** Returns all metrics in the Prometheus text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void accepted(Connection connection) {
    ListenerMeters meters = listener(connection.listener());
    meters.accepted.increment();
    meters.pending.incrementAndGet();
  }

  @Override
  public void upstreamConnected(Connection connection, Duration took) {
    serviceOf(connection).ifPresent(meters -> meters.upstreamConnect.record(took));
  }

  @Override
  public void upstreamFailed(Connection connection, Upstream upstream, String why) {
    serviceOf(connection).ifPresent(meters -> meters.upstreamFailures.increment());
  }

  @Override
  public void handshakeFinished(Connection connection, Duration took) {
    listener(connection.listener()).handshake.record(took);
  }

  @Override
  public void relaying(Connection connection) {
    listener(connection.listener()).pending.decrementAndGet();
    serviceOf(connection)
        .ifPresent(
            meters -> {
              meters.relayed.increment();
              meters.active.incrementAndGet();
            });
  }

  @Override
  public void relayed(Connection connection, Direction direction, int count) {
    // The data path: no capturing lambda.
    Optional<Route> route = connection.route();
    if (route.isPresent()) {
      service(route.get().service()).bytes(direction).increment(count);
    }
  }

  @Override
  public void refused(
      Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {
    listener(connection.listener()).refused(refusal).increment();
    ended(connection);
  }

  @Override
  public void closed(Connection connection, Ending ending) {
    ended(connection);
  }

  private void ended(Connection connection) {
    if (connection.isRelaying()) {
      serviceOf(connection).ifPresent(meters -> meters.active.decrementAndGet());
    } else {
      listener(connection.listener()).pending.decrementAndGet();
    }
  }

  private ListenerMeters listener(String name) {
    return listeners.computeIfAbsent(name, n -> new ListenerMeters(registry, n));
  }

  private Optional<ServiceMeters> serviceOf(Connection connection) {
    return connection.route().map(route -> service(route.service()));
  }

  private ServiceMeters service(Service service) {
    Map<String, ServiceMeters> ofMode =
        services.computeIfAbsent(service.mode(), mode -> new ConcurrentHashMap<>());
    ServiceMeters meters = ofMode.get(service.name());
    return meters != null
        ? meters
        : ofMode.computeIfAbsent(service.name(), n -> new ServiceMeters(registry, service));
  }
}
