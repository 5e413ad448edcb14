package dev.alpnmux.junit;

import dev.alpnmux.gateway.Gateway;
import dev.alpnmux.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway on a Vert.x instance of its own. */
final class RunningGateway {
  private final Vertx vertx;
  private final Gateway gateway;

  private RunningGateway(Vertx vertx, Gateway gateway) {
    this.vertx = vertx;
    this.gateway = gateway;
  }

  static RunningGateway start(GatewayConfig config) throws IOException {
    Vertx vertx = Vertx.vertx(options(config));
    try {
      return new RunningGateway(vertx, await(Gateway.start(vertx, config)));
    } catch (IOException e) {
      vertx.close();
      throw e;
    }
  }

  /** Nothing is served from files or the class path, so Vert.x needs no cache for that. */
  private static VertxOptions options(GatewayConfig config) {
    return new VertxOptions()
        .setEventLoopPoolSize(config.eventLoops())
        .setPreferNativeTransport(Gateway.prefersNativeTransport(config))
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  int port() {
    return gateway.listeners().get(0).address().port();
  }

  /** Waits for connections to end, and resets those that do not in this time. */
  void close(Duration drain) {
    try {
      await(gateway.stop(drain));
      await(vertx.close());
    } catch (IOException e) {
      throw new AssertionError("the gateway does not stop: " + e.getMessage(), e);
    }
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TestGateway.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("it takes longer than " + TestGateway.PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
