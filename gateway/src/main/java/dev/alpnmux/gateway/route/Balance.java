package dev.alpnmux.gateway.route;

/** How a service chooses among the upstreams that can be had. Weights count in each of them. */
public enum Balance {
  /** One after the other, evenly spread. */
  ROUND_ROBIN,
  /** The one with the fewest connections for its weight. */
  LEAST_CONNECTIONS,
  /** The one with fewer connections of two that chance names: no herd runs to the idle one. */
  RANDOM_TWO,
  /** The same one for the same client address, for as long as it can be had. */
  SOURCE_HASH
}
