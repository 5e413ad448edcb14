package dev.alpnmux.cli.top;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a gateway, as far as it is shown: a part of {@code status-1.json}, in its words.
 *
 * @param now when it was so
 */
record Status(
    String version,
    Instant now,
    long uptimeSeconds,
    Configuration configuration,
    boolean ready,
    boolean draining,
    Totals totals,
    Rates rates,
    List<Listener> listeners,
    List<Service> services,
    List<Certificate> certificates,
    List<Refused> refusals) {
  /** The configuration that serves; an error for each problem of one that could not be loaded. */
  record Configuration(
      long generation, String hash, long ageSeconds, List<String> lastReloadError) {}

  /** Since the start, but for the first two. */
  record Totals(
      long active,
      long handshaking,
      long accepted,
      long refused,
      long relayed,
      long bytesFromClients,
      long bytesToClients) {}

  /** Each second. */
  record Rates(
      double accepted,
      double refused,
      double relayed,
      double bytesFromClients,
      double bytesToClients) {}

  /**
   * A listener.
   *
   * @param refused how many, by the reason
   */
  record Listener(
      String name,
      String address,
      String transport,
      String strictness,
      Map<String, Long> refused,
      double acceptedEachSecond,
      double refusedEachSecond) {}

  /** A service. */
  record Service(
      String name,
      String mode,
      Optional<String> builtin,
      boolean draining,
      long active,
      double relayedEachSecond,
      double bytesFromClientsEachSecond,
      double bytesToClientsEachSecond,
      List<Upstream> upstreams) {
    double bytesEachSecond() {
      return bytesFromClientsEachSecond + bytesToClientsEachSecond;
    }

    long upstreamsUp() {
      return upstreams.stream().filter(Upstream::up).count();
    }

    boolean hasUpstreamDown() {
      return upstreamsUp() < upstreams.size();
    }
  }

  /** An upstream of a service. */
  record Upstream(String address, boolean up) {}

  /** A certificate; the days are negative when it is over. */
  record Certificate(String file, List<String> names, long daysLeft) {}

  /**
   * A connection that was refused.
   *
   * @param offered the ids; nothing when no ALPN was offered
   * @param asked what a TCPMUX client asked for
   * @param fix what to do about it
   */
  record Refused(
      Instant time,
      String listener,
      String client,
      Optional<String> serverName,
      Optional<List<String>> offered,
      Optional<String> asked,
      String reason,
      Optional<Long> alert,
      String fix) {}
}
