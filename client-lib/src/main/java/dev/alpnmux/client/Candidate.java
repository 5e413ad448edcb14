package dev.alpnmux.client;

import dev.alpnmux.spec.ServerName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A gateway that may be tried.
 *
 * @param priority lower ones are tried first
 * @param weight how often it comes first among those of one priority, in proportion to theirs
 * @param origin the name under which it was asked for, where DNS led to the address: that is the
 *     name to verify, for DNS proves nothing
 * @param hints addresses to try if its name cannot be looked up
 */
record Candidate(
    GatewayAddress address,
    int priority,
    int weight,
    Optional<ServerName> origin,
    List<InetAddress> hints) {
  static final int WEIGHT_MAX = 65_535;

  Candidate {
    if (priority < 0) {
      throw new IllegalArgumentException("a priority is not negative but was " + priority);
    }
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException("a weight is 1 to " + WEIGHT_MAX + " but was " + weight);
    }
  }

  /** A gateway whose address was given. */
  Candidate(GatewayAddress address, int priority, int weight) {
    this(address, priority, weight, Optional.empty(), List.of());
  }
}
