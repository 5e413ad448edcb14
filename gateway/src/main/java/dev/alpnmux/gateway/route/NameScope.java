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

  // Most names have one service: without a map for it, a decision in a large table waits for less
  // memory.
  private @Nullable RankedRoute only;
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

    /** This route if it has the id, or nothing. */
    private @Nullable RankedRoute under(ApplicationProtocol protocol) {
      return route.protocol().equals(protocol) ? this : null;
    }
  }

  @Nullable RankedRoute find(ApplicationProtocol protocol) {
    return only == null ? routes.get(protocol) : only.under(protocol);
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
    if (only == null && routes.isEmpty()) {
      only = route;
      return;
    }
    if (only != null) {
      routes = new HashMap<>(Map.of(only.route().protocol(), only));
      only = null;
    }
    routes.putIfAbsent(route.route().protocol(), route);
  }
}
