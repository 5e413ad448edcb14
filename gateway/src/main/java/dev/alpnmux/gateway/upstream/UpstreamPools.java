package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The upstreams of all services of one configuration. Immutable but for what is known of them. */
public final class UpstreamPools {
  /** Of no service. */
  public static final UpstreamPools NONE = new UpstreamPools(Map.of());

  private final Map<String, UpstreamPool> pools;

  private UpstreamPools(Map<String, UpstreamPool> pools) {
    this.pools = Map.copyOf(pools);
  }

  /**
   * Returns the pools of the next configuration. What is known of an upstream stays known where its
   * service, by its name, keeps its address.
   */
  public UpstreamPools next(List<Service> services) {
    Map<String, UpstreamPool> next = new HashMap<>();
    for (Service service : services) {
      UpstreamPool before = pools.get(service.name());
      Map<Upstream, UpstreamState> known = before == null ? Map.of() : before.states();
      next.put(service.name(), new UpstreamPool(service, known));
    }
    return new UpstreamPools(next);
  }

  /**
   * Returns the upstreams of a service.
   *
   * @throws IllegalArgumentException if it is not one of this configuration
   */
  public UpstreamPool of(Service service) {
    UpstreamPool pool = pools.get(service.name());
    if (pool == null) {
      throw new IllegalArgumentException("no service \"" + service.name() + "\" is configured");
    }
    return pool;
  }
}
