package dev.alpnmux.gateway.metrics;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The meters of what is configured, and of what was, until its last connection is over: thousands
 * of reloads leave nothing behind. What comes back later starts from 0. Thread-safe.
 *
 * @param <K> the name of what is metered
 * @param <M> its meters
 */
final class MeterTable<K, M extends MeterTable.Meters> {
  /** The meters of one thing. */
  interface Meters {
    /** Whether a connection exists that is still counted here. */
    boolean isInUse();
  }

  private final Map<K, M> meters = new ConcurrentHashMap<>();
  private final Function<K, M> maker;
  private volatile Set<K> configured = Set.of();

  MeterTable(Function<K, M> maker) {
    this.maker = maker;
  }

  /** Returns the meters of this, made now where there are none. */
  M of(K name) {
    M known = meters.get(name);
    return known != null ? known : meters.computeIfAbsent(name, maker);
  }

  /** These are configured, and no others. */
  void configure(Set<K> names) {
    configured = Set.copyOf(names);
    names.forEach(this::of);
  }

  boolean isConfigured(K name) {
    return configured.contains(name);
  }

  /** Returns all meters that are to be shown. */
  Collection<M> shown() {
    meters.entrySet().removeIf(m -> !isConfigured(m.getKey()) && !m.getValue().isInUse());
    return meters.values();
  }
}
