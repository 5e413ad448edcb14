package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The upstreams of all services of one configuration. Immutable but for what is known of them. */
public final class UpstreamPools {
  private final UpstreamPool.Surroundings surroundings;
  private final Map<String, UpstreamPool> pools;

  private UpstreamPools(UpstreamPool.Surroundings surroundings, Map<String, UpstreamPool> pools) {
    this.surroundings = surroundings;
    this.pools = Map.copyOf(pools);
  }

  /** Returns those of no service; {@link #next} makes more of them. */
  public static UpstreamPools none(UpstreamEvents events) {
    return none(events, System::nanoTime);
  }

  static UpstreamPools none(UpstreamEvents events, LongSupplier nanoClock) {
    return new UpstreamPools(
        new UpstreamPool.Surroundings(events, nanoClock, new UpstreamAddresses()), Map.of());
  }

  /**
   * Returns the pools of the next configuration. What is known of an upstream stays known where its
   * service, by its name, keeps its address.
   */
  public UpstreamPools next(List<Service> services) {
    Map<String, UpstreamPool> next = new HashMap<>();
    for (Service service : services) {
      next.put(service.name(), new UpstreamPool(service, surroundings, known(service)));
    }
    return new UpstreamPools(surroundings, next);
  }

  /** What another check said does not count for this one. */
  private Map<Upstream, UpstreamState> known(Service service) {
    UpstreamPool before = pools.get(service.name());
    if (before == null || before.health().check().equals(service.health().check())) {
      return before == null ? Map.of() : before.states();
    }
    Map<Upstream, UpstreamState> known = new HashMap<>();
    before.states().forEach((upstream, state) -> known.put(upstream, state.withoutVerdict()));
    return known;
  }

  /** Returns where the hosts of all upstreams are. */
  public UpstreamAddresses addresses() {
    return surroundings.addresses();
  }

  /** Returns the pools of all services. */
  public Collection<UpstreamPool> all() {
    return pools.values();
  }

  /** Returns the upstreams of a service, if it is one of this configuration. */
  public Optional<UpstreamPool> find(Service service) {
    return Optional.ofNullable(pools.get(service.name()));
  }

  /**
   * Returns the upstreams of a service.
   *
   * @throws IllegalArgumentException if it is not one of this configuration
   */
  public UpstreamPool of(Service service) {
    return find(service)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no service \"" + service.name() + "\" is configured"));
  }

  /** Whether nothing speaks against this upstream of this service; not where there is none. */
  public boolean isUp(String service, Upstream upstream) {
    UpstreamPool pool = pools.get(service);
    return pool != null && pool.isUp(upstream);
  }
}
