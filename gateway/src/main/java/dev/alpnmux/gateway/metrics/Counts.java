package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.Refusal;
import java.util.Map;

/**
 * The numbers of the metrics at one moment, for those who show them without Prometheus. Counts only
 * grow, from the start of the gateway; what is now is named so. Immutable.
 *
 * @param listeners by their names
 * @param services by their names, over all modes that they had
 * @param upstreams by service and upstream
 */
public record Counts(
    Map<String, ListenerCounts> listeners,
    Map<String, ServiceCounts> services,
    Map<UpstreamKey, UpstreamCounts> upstreams) {
  public Counts {
    listeners = Map.copyOf(listeners);
    services = Map.copyOf(services);
    upstreams = Map.copyOf(upstreams);
  }

  /**
   * One listener.
   *
   * @param accepted connections accepted
   * @param handshaking connections that are accepted and not yet relayed or refused, now
   * @param refused connections refused; every reason is in it
   */
  public record ListenerCounts(long accepted, long handshaking, Map<Refusal, Long> refused) {
    public ListenerCounts {
      refused = Map.copyOf(refused);
    }
  }

  /**
   * One service.
   *
   * @param routed connections that it was decided for
   * @param relayed connections that reached it
   * @param active connections that are relayed now
   * @param receivedFromClient bytes that its clients sent
   * @param sentToClient bytes that were sent to its clients
   */
  public record ServiceCounts(
      long routed, long relayed, long active, long receivedFromClient, long sentToClient) {
    ServiceCounts plus(ServiceCounts other) {
      return new ServiceCounts(
          routed + other.routed,
          relayed + other.relayed,
          active + other.active,
          receivedFromClient + other.receivedFromClient,
          sentToClient + other.sentToClient);
    }
  }

  /** An upstream, as configured, of a service. */
  public record UpstreamKey(String service, Upstream upstream) {}

  /**
   * One upstream of one service.
   *
   * @param ok connects that succeeded
   * @param failed connects that failed
   * @param active connections that have it now
   * @param isUp whether it is used, and neither left out nor down
   */
  public record UpstreamCounts(long ok, long failed, long active, boolean isUp) {}
}
