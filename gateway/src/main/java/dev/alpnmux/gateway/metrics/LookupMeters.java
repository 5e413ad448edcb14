package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.WeightedUpstream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The lookups that failed, by the names in the configuration: those that DNS gives are no label.
 */
final class LookupMeters {
  private final MeterRegistry registry;
  private final Map<String, Counter> failures = new ConcurrentHashMap<>();

  LookupMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Makes the meters of the names that these services have, and forgets all others. */
  void register(Collection<Service> configured) {
    Set<String> names =
        configured.stream()
            .flatMap(service -> service.upstreams().stream())
            .map(WeightedUpstream::address)
            .flatMap(upstream -> upstream.lookedUpName().stream())
            .collect(Collectors.toSet());
    names.forEach(name -> failures.computeIfAbsent(name, this::counter));
    failures.keySet().stream().filter(name -> !names.contains(name)).forEach(this::forget);
  }

  private Counter counter(String name) {
    return Counter.builder("alpnmux.upstream.lookup.failures")
        .description("Lookups of the name of an upstream that failed")
        .tag("name", name)
        .register(registry);
  }

  private void forget(String name) {
    Counter counter = failures.remove(name);
    if (counter != null) {
      registry.remove(counter);
    }
  }

  void failed(String name) {
    Counter counter = failures.get(name);
    if (counter != null) {
      counter.increment();
    }
  }
}
