package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.accesslog.AccessLog;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.metrics.Counts.UpstreamKey;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * The metrics of one gateway. Labels are names from the configuration and closed sets, never
 * anything that a client chose. What is gone from the configuration is shown until its last
 * connection is over. Thread-safe.
 */
public final class GatewayMetrics implements UpstreamEvents {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConnectionMeters connections = new ConnectionMeters();
  private final ConfigMeters config = new ConfigMeters(registry);
  private final LimitMeters limits = new LimitMeters(registry);
  private final LookupMeters lookups = new LookupMeters(registry);
  private final RuntimeMeters runtime = new RuntimeMeters(registry);

  /** Makes the metrics of a gateway that has no configuration yet. */
  public GatewayMetrics() {
    registry.getPrometheusRegistry().register(connections);
  }

  /**
   * Returns what counts connections of one event loop, to be told of them on that loop alone: event
   * loops that share nothing do not wait for each other.
   */
  public ConnectionEvents eventsOfOneLoop() {
    return new LoopEvents(connections);
  }

  /** Counts for these from here on. */
  public void register(Map<String, ListenerRules> listeners, Collection<Service> services) {
    connections.configure(listeners, services);
  }

  /** Does the same for the upstreams of these services. */
  public void registerUpstreams(Collection<Service> services, UpstreamPools pools) {
    lookups.register(services);
    connections.configureUpstreams(services, key -> pools.isUp(key.service(), key.upstream()));
  }

  /** The meters of the configuration itself. */
  public ConfigMeters config() {
    return config;
  }

  /** The meters of limits. */
  public LimitMeters limits() {
    return limits;
  }

  /** The meters of what the gateway runs in. */
  public RuntimeMeters runtime() {
    return runtime;
  }

  /** Shows the lines of an access log; the second time nothing happens. */
  public void showAccessLog(AccessLog log) {
    AccessLogMeters.show(log, registry);
  }

  /** Returns all metrics. Takes milliseconds: not for an event loop. */
  public String scrape(Format format) {
    return registry.scrape(format.contentType());
  }

  /** Returns the counts of this moment: the same numbers. Does not block. */
  public Counts counts() {
    return connections.counts();
  }

  @Override
  public void ejected(String service, Upstream upstream, Duration duration, String why) {
    connections.upstreams().of(new UpstreamKey(service, upstream.configured())).ejected();
  }

  @Override
  public void lookupFailed(String name, String configured, String why, boolean isNews) {
    lookups.failed(configured);
  }
}
