package dev.alpnmux.gateway;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.SocketBinding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A running gateway. It works on the event loops of the Vert.x instance that it was given, which
 * stays the caller's. Thread-safe; no method blocks.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Gateway {
  private Gateway() {}

  /** A listener that accepts, with the port that it really has. */
  public record BoundListener(String name, SocketBinding address, String transport) {}

  /**
   * Starts all listeners and the admin address.
   *
   * @return completes when every listener accepts; fails with a {@link ListenException} when one
   *     cannot, and then none does
   */
  public static Future<Gateway> start(Vertx vertx, GatewayConfig config) {
    throw new UnsupportedOperationException(vertx.toString() + config);
  }

  /** Returns the listeners in the order of the configuration. */
  public List<BoundListener> listeners() {
    throw new UnsupportedOperationException();
  }

  /** Returns where health and metrics are served, with the real port, if anywhere. */
  public Optional<SocketBinding> admin() {
    throw new UnsupportedOperationException();
  }

  /**
   * Serves new connections by another configuration; those that exist keep the old one.
   *
   * @return fails, with nothing changed, when listeners or the admin address differ
   */
  public Future<Void> reload(GatewayConfig config) {
    throw new UnsupportedOperationException(config.toString());
  }

  /**
   * Stops accepting at once, waits for connections to end until the deadline, then cuts the rest.
   *
   * @return completes when the last connection is gone
   */
  public Future<Void> stop(Duration deadline) {
    throw new UnsupportedOperationException(deadline.toString());
  }
}
