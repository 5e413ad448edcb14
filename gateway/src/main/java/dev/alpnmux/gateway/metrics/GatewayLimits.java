package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.route.ClientLimits;

/**
 * The limits that are no service's.
 *
 * @param connectionsMax the most connections at one time
 * @param pendingHandshakesMax the most of them that are not relayed yet
 * @param client what one client address may take
 */
public record GatewayLimits(int connectionsMax, int pendingHandshakesMax, ClientLimits client) {}
