package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.metrics.Counts.ListenerCounts;
import dev.alpnmux.gateway.metrics.Counts.ServiceCounts;
import dev.alpnmux.gateway.metrics.Counts.UpstreamCounts;
import dev.alpnmux.gateway.metrics.Counts.UpstreamKey;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.WeightedUpstream;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is counted of connections: by the event loops, each for itself, and added up when it is
 * asked for. Thread-safe.
 */
final class ConnectionMeters implements MultiCollector {
  private final LoopNumbers loops = new LoopNumbers();
  private final TotalMeters totals = new TotalMeters();
  private final MeterTable<String, ListenerMeters> listeners =
      new MeterTable<>(ListenerMeters::new);
  private final MeterTable<String, ServiceMeters> services = new MeterTable<>(ServiceMeters::new);
  private final MeterTable<UpstreamKey, UpstreamMeters> upstreams =
      new MeterTable<>(UpstreamMeters::new);
  private volatile Predicate<UpstreamKey> isUp = key -> false;

  LoopNumbers loops() {
    return loops;
  }

  TotalMeters totals() {
    return totals;
  }

  MeterTable<String, ListenerMeters> listeners() {
    return listeners;
  }

  MeterTable<String, ServiceMeters> services() {
    return services;
  }

  MeterTable<UpstreamKey, UpstreamMeters> upstreams() {
    return upstreams;
  }

  /** Makes the meters of these, at 0: a rate sees the first event only from a zero on. */
  void configure(Map<String, ListenerRules> rules, Collection<Service> configured) {
    listeners.configure(rules.keySet());
    rules.forEach((name, ofListener) -> listeners.of(name).follow(ofListener));
    services.configure(configured.stream().map(Service::name).collect(Collectors.toSet()));
    configured.forEach(service -> services.of(service.name()).follow(service));
  }

  /**
   * Makes the meters of the upstreams of these services.
   *
   * @param asked whether one of them is used, and neither left out nor down
   */
  void configureUpstreams(Collection<Service> configured, Predicate<UpstreamKey> asked) {
    Set<UpstreamKey> keys = new HashSet<>();
    for (Service service : configured) {
      for (WeightedUpstream upstream : service.upstreams()) {
        keys.add(new UpstreamKey(service.name(), upstream.address()));
      }
    }
    isUp = asked;
    upstreams.configure(keys);
  }

  Counts counts() {
    Map<String, ListenerCounts> ofListeners = new HashMap<>();
    listeners.shown().forEach(m -> ofListeners.put(m.name(), m.counts()));
    Map<String, ServiceCounts> ofServices = new HashMap<>();
    services.shown().forEach(m -> ofServices.put(m.name(), m.counts()));
    Map<UpstreamKey, UpstreamCounts> ofUpstreams = new HashMap<>();
    upstreams.shown().forEach(m -> ofUpstreams.put(m.key(), m.counts(isUp.test(m.key()))));
    return new Counts(ofListeners, ofServices, ofUpstreams);
  }

  @Override
  public MetricSnapshots collect() {
    Rows rows = new Rows();
    listeners.shown().forEach(meters -> meters.addTo(rows));
    services.shown().forEach(meters -> meters.addTo(rows));
    upstreams.shown().forEach(meters -> meters.addTo(rows, isUp.test(meters.key())));
    totals.addTo(rows);
    return rows.snapshots();
  }
}
