package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Timeouts;
import dev.alpnmux.gateway.tls.TlsContexts;

/**
 * What new connections are served by; a reload replaces it as a whole. Immutable.
 *
 * @param routes which service a ClientHello names
 * @param tls the TLS contexts, which live as long as the snapshot
 * @param timeouts the waits before a service is known
 * @param helloBytesMax the most bytes of a ClientHello on the wire
 * @param rotation whose turn it is among the upstreams of a service
 */
public record Snapshot(
    RouteTable routes,
    TlsContexts tls,
    Timeouts timeouts,
    int helloBytesMax,
    UpstreamRotation rotation) {}
