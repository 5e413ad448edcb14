package dev.alpnmux.client;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a probe of a service has found.
 *
 * @param service the id that was asked for, in its written form
 * @param gateway the gateway that gave the answer, or that was tried last
 * @param timings how long the steps took, where the service is reachable
 * @param certificates the gateway's own certificate and those that it sent along, where it has
 *     proved itself
 * @param refusal why the service cannot be reached, with the alert that said so; nothing if it can
 */
public record ServiceProbe(
    String service,
    GatewayAddress gateway,
    Optional<Timings> timings,
    List<X509Certificate> certificates,
    Optional<AlpnmuxException> refusal) {
  /**
   * Copies the list.
   *
   * @param service as {@link #service}
   * @param gateway as {@link #gateway}
   * @param timings as {@link #timings}
   * @param certificates as {@link #certificates}
   * @param refusal as {@link #refusal}
   */
  public ServiceProbe {
    certificates = List.copyOf(certificates);
  }

  /**
   * Whether the gateway acknowledged the service, and accepted this client.
   *
   * @return true if nothing refused it
   */
  public boolean isReachable() {
    return refusal.isEmpty();
  }
}
