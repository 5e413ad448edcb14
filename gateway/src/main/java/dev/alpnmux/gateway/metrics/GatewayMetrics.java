package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.metrics.Counts.ListenerCounts;
import dev.alpnmux.gateway.metrics.Counts.ServiceCounts;
import dev.alpnmux.gateway.metrics.Counts.UpstreamCounts;
import dev.alpnmux.gateway.metrics.Counts.UpstreamKey;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Refusal;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * The Prometheus metrics of one gateway. Labels are names from the configuration and closed sets,
 * never anything that a client chose. Thread-safe.
 */
public final class GatewayMetrics implements ConnectionEvents, UpstreamEvents {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConfigMeters config = new ConfigMeters(registry);
  private final LimitMeters limits = new LimitMeters(registry);
  private final Map<String, ListenerMeters> listeners = new ConcurrentHashMap<>();
  // A reload may change the mode of a service, which is a label.
  private final Map<ServiceMode, Map<String, ServiceMeters>> services = new ConcurrentHashMap<>();

  private final LookupMeters lookups = new LookupMeters(registry);
  private final Map<UpstreamKey, UpstreamMeters> upstreams = new ConcurrentHashMap<>();
  private volatile UpstreamPools pools = UpstreamPools.none(UpstreamEvents.NONE);

  /** Makes the meters of these, at 0: a rate sees the first event only from a zero on. */
  public void register(
      Map<String, ListenerRules> configuredListeners, Collection<Service> configured) {
    configuredListeners.forEach((name, rules) -> listener(name).speaks(rules.transport()));
    // One that is gone keeps its meters, but reports no more.
    listeners.forEach(
        (name, meters) ->
            meters.show(
                configuredListeners.getOrDefault(name, ListenerRules.DEFAULT).strictness()));
    configured.forEach(this::service);
  }

  /** The meters of the configuration itself. */
  public ConfigMeters config() {
    return config;
  }

  /** Does the same for the upstreams of these services, and forgets those of others. */
  public void registerUpstreams(Collection<Service> configured, UpstreamPools known) {
    pools = known;
    lookups.register(configured);
    Set<UpstreamKey> keys = new HashSet<>();
    for (Service service : configured) {
      for (WeightedUpstream upstream : service.upstreams()) {
        keys.add(new UpstreamKey(service.name(), upstream.address()));
      }
    }
    keys.forEach(key -> upstreams.computeIfAbsent(key, this::newUpstream));
    upstreams.keySet().stream().filter(key -> !keys.contains(key)).forEach(this::forget);
  }

  private UpstreamMeters newUpstream(UpstreamKey key) {
    return new UpstreamMeters(registry, key, () -> pools.isUp(key.service(), key.upstream()));
  }

  private void forget(UpstreamKey key) {
    UpstreamMeters meters = upstreams.remove(key);
    if (meters != null) {
      meters.remove(registry);
    }
  }

  /** Shows these limits in place of those before. */
  public void showLimits(GatewayLimits gateway, Collection<Service> configured) {
    limits.show(gateway, configured);
  }

  /** Shows what is in use of two limits, as these tell. */
  public void showUse(IntSupplier connections, IntSupplier pendingUpstreams) {
    limits.showUse(connections, pendingUpstreams);
  }

  /** Returns all metrics in the Prometheus text format. */
  public String scrape() {
    return registry.scrape();
  }

  /** Returns the numbers of this moment, without Prometheus. Does not block. */
  public Counts counts() {
    Map<String, ListenerCounts> ofListeners = new HashMap<>();
    listeners.forEach((name, meters) -> ofListeners.put(name, meters.counts()));
    Map<String, ServiceCounts> ofServices = new HashMap<>();
    services
        .values()
        .forEach(
            ofMode ->
                ofMode.forEach((n, m) -> ofServices.merge(n, m.counts(), ServiceCounts::plus)));
    Map<UpstreamKey, UpstreamCounts> ofUpstreams = new HashMap<>();
    upstreams.forEach((key, meters) -> ofUpstreams.put(key, meters.counts()));
    return new Counts(ofListeners, ofServices, ofUpstreams);
  }

  @Override
  public void accepted(Connection connection) {
    ListenerMeters meters = listener(connection.listener());
    meters.accepted().increment();
    meters.pending.incrementAndGet();
  }

  @Override
  public void routed(Connection connection) {
    serviceOf(connection).ifPresent(meters -> meters.routed.increment());
    connection
        .reported()
        .ifPresent(reason -> listener(connection.listener()).reported(reason).increment());
  }

  @Override
  public void upstreamConnected(Connection connection, Duration took) {
    serviceOf(connection).ifPresent(meters -> meters.upstreamConnect.record(took));
    upstreamOf(connection)
        .ifPresent(
            meters -> {
              meters.connected.increment();
              meters.active.incrementAndGet();
            });
  }

  @Override
  public void upstreamFailed(Connection connection, Upstream upstream, String why) {
    connection
        .route()
        .ifPresent(
            route -> {
              service(route.service()).upstreamFailures.increment();
              upstream(route.service().name(), upstream).ifPresent(m -> m.failed.increment());
            });
  }

  @Override
  public void ejected(String service, Upstream upstream, Duration duration, String why) {
    upstream(service, upstream).ifPresent(meters -> meters.ejections.increment());
  }

  @Override
  public void lookupFailed(String name, String configured, String why, boolean isNews) {
    lookups.failed(configured);
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
    connection.limit().ifPresent(limit -> limits.reached(limit).increment());
    ended(connection);
  }

  @Override
  public void closed(Connection connection, Ending ending) {
    if (connection.isRelaying()) {
      serviceOf(connection).ifPresent(meters -> meters.closed(ending).increment());
    }
    ended(connection);
  }

  private void ended(Connection connection) {
    if (connection.isRelaying()) {
      serviceOf(connection).ifPresent(meters -> meters.active.decrementAndGet());
    } else {
      listener(connection.listener()).pending.decrementAndGet();
    }
    letGoOfUpstream(connection);
  }

  private void letGoOfUpstream(Connection connection) {
    upstreamOf(connection).ifPresent(meters -> meters.active.decrementAndGet());
  }

  private Optional<UpstreamMeters> upstreamOf(Connection connection) {
    return connection
        .upstream()
        .flatMap(used -> connection.route().flatMap(r -> upstream(r.service().name(), used)));
  }

  /** Nothing of an upstream that is not configured any more, while connections still have it. */
  private Optional<UpstreamMeters> upstream(String service, Upstream upstream) {
    return Optional.ofNullable(upstreams.get(new UpstreamKey(service, upstream.configured())));
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
