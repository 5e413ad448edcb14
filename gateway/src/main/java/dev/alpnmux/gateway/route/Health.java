package dev.alpnmux.gateway.route;

/**
 * How the gateway learns which upstreams of a service can be had. Immutable.
 *
 * @param ejection what it learns from the connects of clients
 */
public record Health(EjectionPolicy ejection) {
  /** Clients' connects only. */
  public static final Health DEFAULT = new Health(EjectionPolicy.DEFAULT);
}
