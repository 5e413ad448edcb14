package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceLimits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bandwidths of services, each shared by all connections over all event loops, and kept over a
 * reload that does not change them. Thread-safe.
 */
final class Bandwidths {
  private final Map<Key, Bandwidth> bandwidths = new ConcurrentHashMap<>();

  private record Key(String service, Direction direction, int bytesPerSecond) {}

  /** Returns the bandwidth of this direction, if it is bounded. */
  Optional<Bandwidth> of(Service service, Direction direction) {
    Key key = new Key(service.name(), direction, bytesPerSecond(service.limits(), direction));
    return key.bytesPerSecond() == 0
        ? Optional.empty()
        : Optional.of(
            bandwidths.computeIfAbsent(
                key, k -> new Bandwidth(k.bytesPerSecond(), System::nanoTime)));
  }

  private static int bytesPerSecond(ServiceLimits limits, Direction direction) {
    return direction == Direction.FROM_CLIENT
        ? limits.fromClientBytesPerSecond()
        : limits.toClientBytesPerSecond();
  }
}
