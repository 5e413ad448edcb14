package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Timeouts;

/**
 * What the flows of new connections decide by; a reload replaces it as a whole.
 *
 * @param routes which service a ClientHello names
 * @param timeouts the waits before a service is known
 * @param rotation whose turn it is among the upstreams of a service
 */
public record Snapshot(RouteTable routes, Timeouts timeouts, UpstreamRotation rotation) {}
