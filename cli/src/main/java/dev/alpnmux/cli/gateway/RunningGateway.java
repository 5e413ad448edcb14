package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.signal.Signals;
import dev.alpnmux.gateway.Gateway;
import dev.alpnmux.gateway.ListenException;
import dev.alpnmux.gateway.accesslog.AccessLogException;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.tls.MasterSecretsException;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A gateway on a Vert.x instance of its own. */
final class RunningGateway {
  private final Vertx vertx;
  private final Gateway gateway;

  private RunningGateway(Vertx vertx, Gateway gateway) {
    this.vertx = vertx;
    this.gateway = gateway;
  }

  /**
   * Returns the gateway once all its listeners accept; blocks until then.
   *
   * @throws ListenException if one of them cannot
   * @throws CommandFailure if the file of the ticket keys or of the access log has become unusable
   *     since it was checked, or this machine has not the data path that is asked for
   */
  static RunningGateway start(GatewayConfig config) throws ListenException, CommandFailure {
    Vertx vertx = Vertx.vertx(options(config));
    try {
      return new RunningGateway(vertx, await(Gateway.start(vertx, config)));
    } catch (CompletionException e) {
      vertx.close();
      if (e.getCause() instanceof ListenException refused) {
        throw refused;
      }
      if (e.getCause() instanceof MasterSecretsException unusable) {
        throw new CommandFailure(ExitCode.CONFIGURATION, unusable.getMessage(), null, unusable);
      }
      if (e.getCause() instanceof AccessLogException unusable) {
        throw new CommandFailure(ExitCode.CONFIGURATION, unusable.getMessage(), null, unusable);
      }
      if (e.getCause() instanceof IllegalArgumentException unserved) {
        throw new CommandFailure(
            ExitCode.CONFIGURATION,
            unserved.getMessage(),
            "\"dataPath\": \"auto\" takes what this machine has",
            unserved);
      }
      throw e;
    }
  }

  /** What a command says when {@link #start} cannot listen. */
  static CommandFailure failure(ListenException e) {
    return new CommandFailure(ExitCode.SYSTEM, e.getMessage(), null, e);
  }

  /** Nothing is served from files or the class path, so Vert.x needs no cache for that. */
  private static VertxOptions options(GatewayConfig config) {
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(Gateway.prefersNativeTransport(config))
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    if (config.eventLoops() == 0) {
      return options.setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
    }
    return options.setEventLoopPoolSize(config.eventLoops());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  List<Gateway.BoundListener> listeners() {
    return gateway.listeners();
  }

  /** Reloads when the files of the configuration change, and at once on SIGHUP. */
  void watchConfig(ServiceManager manager) {
    gateway.watch();
    Signals.onHangUp(
        () -> {
          manager.reloading();
          // Its failure is in the log, and the old configuration serves on.
          gateway.reload().onComplete(over -> manager.ready(status()));
        });
  }

  /** Tells that it is ready, and then, as often as is asked for, that every event loop is alive. */
  void reportTo(ServiceManager manager) {
    manager.ready(status());
    manager
        .watchdog()
        .ifPresent(
            most ->
                vertx.setPeriodic(
                    Math.max(1, most.toMillis() / 2), due -> whenAllAnswer(manager::alive)));
  }

  private String status() {
    return "serving " + gateway.config().services().size() + " services";
  }

  /** An event loop that hangs never answers, and then the task does not run. */
  private void whenAllAnswer(Runnable task) {
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (EventExecutor eventLoop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      answers.add(CompletableFuture.runAsync(() -> {}, eventLoop));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenRun(task);
  }

  /** How long a drain may take. */
  Duration drain() {
    return gateway.config().timeouts().drain();
  }

  /** The connections that exist now. */
  int connections() {
    return gateway.connections();
  }

  /**
   * Stops accepting at once, waits for connections to end until the deadline, cuts the rest, and
   * ends the threads.
   */
  CompletableFuture<Void> stop(Duration deadline) {
    return gateway
        .stop(deadline)
        .eventually(vertx::close)
        .toCompletionStage()
        .toCompletableFuture();
  }
}
