package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.ClientLimits;

/**
 * What is bounded in number and size.
 *
 * @param helloBytesMax the most bytes of a ClientHello on the wire
 * @param connectionsMax the most connections at one time, over all listeners
 * @param pendingHandshakesMax the most connections at one time that have not finished their
 *     handshake; beyond it the oldest of them is dropped
 * @param client what one client address may take
 */
public record Limits(
    int helloBytesMax, int connectionsMax, int pendingHandshakesMax, ClientLimits client) {
  /** Post-quantum hellos take about 2 KiB; 32 KiB leaves room for two more generations. */
  public static final int HELLO_BYTES_MAX = 32 * 1024;

  /** What a flood may cost: two copies of 32 KiB each, 64 MiB in all. */
  public static final int PENDING_HANDSHAKES_MAX = 1000;
}
