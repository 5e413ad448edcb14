package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.ApplicationProtocol;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The services of one level of specificity under one server name, by id. */
final class NameScope {
  static final NameScope EMPTY = new NameScope();

  private final Map<ApplicationProtocol, RankedRoute> routes = new HashMap<>();

  /** A route with its place in the gateway's order of preference; the lowest is preferred. */
  record RankedRoute(Route route, long rank) {}

  @Nullable RankedRoute find(ApplicationProtocol protocol) {
    return routes.get(protocol);
  }

  /** Adds a route; of two with one id the first stays. */
  void add(Route route, int level, int order) {
    long rank = (long) level << Integer.SIZE | order;
    routes.putIfAbsent(route.protocol(), new RankedRoute(route, rank));
  }
}
