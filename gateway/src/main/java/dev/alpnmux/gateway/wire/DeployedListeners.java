package dev.alpnmux.gateway.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Verticles that listen on one port, one for each event loop.
 *
 * @param vertx where they are deployed
 * @param deployment what Vert.x calls them
 * @param port the port that they really have
 */
public record DeployedListeners(Vertx vertx, String deployment, int port)
    implements GatewayPath.BoundPort {
  @Override
  public Future<Void> close() {
    return vertx.undeploy(deployment);
  }
}
