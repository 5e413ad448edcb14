package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.ApplicationProtocol;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one server name or wildcard: its services by id, and whether it has a
 * certificate.
 */
final class NameScope {
  static final NameScope EMPTY = new NameScope();

  // Most names have one service: a HashMap for each would be most of a large table.
  private Map<ApplicationProtocol, RankedRoute> routes = Map.of();
  private boolean isCovered;

  /**
   * A route with its place in the gateway's order of preference.
   *
   * @param rank the lowest is preferred
   */
  record RankedRoute(Route route, long rank) {
    RankedRoute(Route route, int level, int order) {
      this(route, (long) level << Integer.SIZE | order);
    }
  }

  @Nullable RankedRoute find(ApplicationProtocol protocol) {
    return routes.get(protocol);
  }

  /** Whether a certificate has this very name. */
  boolean isCovered() {
    return isCovered;
  }

  void cover() {
    isCovered = true;
  }

  /** Adds a route; of two with one id the first stays. */
  void add(RankedRoute route) {
    ApplicationProtocol protocol = route.route().protocol();
    if (routes.isEmpty()) {
      routes = Map.of(protocol, route);
      return;
    }
    if (routes.size() == 1) {
      routes = new HashMap<>(routes);
    }
    routes.putIfAbsent(protocol, route);
  }
}
