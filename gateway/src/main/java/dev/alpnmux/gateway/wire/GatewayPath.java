package dev.alpnmux.gateway.wire;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.flow.ConnectionFlow.Surroundings;
import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.gateway.tls.TicketKeys;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A data path as the gateway uses it: it accepts the connections of listeners and carries them.
 * Thread-safe; no method blocks.
 */
public interface GatewayPath {
  /** Returns who speaks TLS. */
  TlsEngine engine();

  /** Returns why this configuration cannot be served, in one sentence, or nothing when it can. */
  Optional<String> lackFor(GatewayConfig config);

  /** Serves connections that come from now on by these rules. */
  void serve(
      Snapshot flow, CertificateStore certificates, TicketKeys ticketKeys, GatewayConfig config);

  /**
   * Listens on one address with several event loops.
   *
   * @param surroundings makes what the connections of one event loop share
   * @param eventLoops how many event loops
   * @return completes when all of them accept; fails with the error of the system, and then none
   *     does
   */
  Future<BoundPort> listen(
      ListenerConfig listener, Supplier<Surroundings> surroundings, int eventLoops);

  /**
   * Gives back what connections shared, once there is none left.
   *
   * @return fails with an {@link IllegalStateException} when a connection has left something behind
   */
  Future<Void> free();

  /** Listeners with one address, one for each event loop. */
  interface BoundPort {
    /** The port that they really have. */
    int port();

    /** Stops accepting. */
    Future<Void> close();
  }
}
