package dev.alpnmux.gateway.route;

import java.time.Duration;

/**
 * What is bounded for the connections of one service. Zero means off.
 *
 * @param connectionsMax the most connections at one time
 * @param connectionsPerClientMax the most of them with one client address
 * @param lifetime how long one is relayed at the most
 * @param fromClientBytesPerSecond how much all of them may send to the service
 * @param toClientBytesPerSecond how much the service may send to all of them
 */
public record ServiceLimits(
    int connectionsMax,
    int connectionsPerClientMax,
    Duration lifetime,
    int fromClientBytesPerSecond,
    int toClientBytesPerSecond) {
  /** Bounds nothing. */
  public static final ServiceLimits NONE = new ServiceLimits(0, 0, Duration.ZERO, 0, 0);

  public ServiceLimits {
    boolean isNegative =
        connectionsMax < 0
            || connectionsPerClientMax < 0
            || lifetime.isNegative()
            || fromClientBytesPerSecond < 0
            || toClientBytesPerSecond < 0;
    if (isNegative) {
      throw new IllegalArgumentException("a limit is zero or more");
    }
  }
}
