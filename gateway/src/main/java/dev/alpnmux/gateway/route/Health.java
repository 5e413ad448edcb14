package dev.alpnmux.gateway.route;

import java.util.Optional;

/**
 * How the gateway learns which upstreams of a service can be had. Immutable.
 *
 * @param ejection what it learns from the connects of clients
 * @param check what it asks itself, if anything
 */
public record Health(EjectionPolicy ejection, Optional<HealthCheck> check) {
  /** Clients' connects only. */
  public static final Health DEFAULT = new Health(EjectionPolicy.DEFAULT, Optional.empty());
}
