package dev.alpnmux.gateway.route;

/**
 * What is bounded for one client address, over all listeners and services. Zero means off.
 *
 * @param connectionsMax the most connections at one time
 * @param handshakesPerSecond the most connections that are begun in a second
 * @param pendingUpstreamsMax the most upstream connections at one time that are made or kept for a
 *     client that has not finished its handshake
 */
public record ClientLimits(int connectionsMax, int handshakesPerSecond, int pendingUpstreamsMax) {
  /** Bounds nothing. */
  public static final ClientLimits NONE = new ClientLimits(0, 0, 0);

  public ClientLimits {
    if (connectionsMax < 0 || handshakesPerSecond < 0 || pendingUpstreamsMax < 0) {
      throw new IllegalArgumentException("a limit is zero or more");
    }
  }
}
