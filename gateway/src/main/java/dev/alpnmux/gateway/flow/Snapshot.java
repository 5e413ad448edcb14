package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.route.ClientLimits;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Timeouts;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import java.util.Map;

/**
 * What the flows of new connections decide by; a reload replaces it as a whole.
 *
 * @param routes which service a ClientHello names
 * @param timeouts the waits before a service is known
 * @param clients what one client address may take
 * @param upstreams whose turn it is among the upstreams of a service
 * @param listeners what each listener decides for itself, by its name
 * @param pendingMax the most connections of one listener on one event loop that are not relayed yet
 */
public record Snapshot(
    RouteTable routes,
    Timeouts timeouts,
    ClientLimits clients,
    UpstreamPools upstreams,
    Map<String, ListenerRules> listeners,
    int pendingMax) {
  public Snapshot {
    listeners = Map.copyOf(listeners);
    if (pendingMax < 1) {
      throw new IllegalArgumentException("expected a limit of at least 1 but found " + pendingMax);
    }
  }
}
