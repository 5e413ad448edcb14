package dev.alpnmux.gateway;

import dev.alpnmux.gateway.admin.AdminServer;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.ConnectionLog;
import dev.alpnmux.gateway.flow.Admission;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.flow.PendingHandshakes;
import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.flow.UpstreamRotation;
import dev.alpnmux.gateway.metrics.GatewayMetrics;
import dev.alpnmux.gateway.portable.PortableListener;
import dev.alpnmux.gateway.portable.PortableSnapshot;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.gateway.tls.TlsContexts;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway. It works on the event loops of the Vert.x instance that it was given, which
 * stays the caller's. Thread-safe; no method blocks.
 */
public final class Gateway {
  private static final AtomicInteger SHARED_PORT_IDS = new AtomicInteger();

  private final Vertx vertx;
  private final TlsEngine engine;
  private final GatewayMetrics metrics = new GatewayMetrics();
  private final ConnectionEvents events;
  private final Admission admission;
  private final List<BoundListener> listeners = new ArrayList<>();
  private final List<String> deployments = new ArrayList<>();
  private volatile GatewayConfig config;
  private volatile PortableSnapshot snapshot;
  private volatile @Nullable AdminServer admin;
  private volatile boolean isStarted;
  private @Nullable Future<Void> stopping;

  /** A listener that accepts, with the port that it really has. */
  public record BoundListener(String name, SocketBinding address, String transport) {}

  private Gateway(Vertx vertx, GatewayConfig config, TlsEngine engine, ConnectionEvents observer) {
    this.vertx = vertx;
    this.engine = engine;
    this.config = config;
    this.events = ConnectionEvents.all(List.of(metrics, new ConnectionLog(), observer));
    this.admission = new Admission(config.limits().connectionsMax());
    this.snapshot = snapshotOf(config);
  }

  /**
   * Starts all listeners and the admin address.
   *
   * @param vertx one without {@code preferNativeTransport}: see CONTRIBUTING.md, "Netty"
   * @return completes when every listener accepts; fails with a {@link ListenException} when one
   *     cannot, and then none does
   */
  public static Future<Gateway> start(Vertx vertx, GatewayConfig config) {
    return start(vertx, config, TlsEngine.JDK, ConnectionEvents.NONE);
  }

  /**
   * Starts as {@link #start(Vertx, GatewayConfig)} does, with a chosen TLS engine.
   *
   * @param observer told of every connection after metrics and log, on the connection's event loop
   */
  public static Future<Gateway> start(
      Vertx vertx, GatewayConfig config, TlsEngine engine, ConnectionEvents observer) {
    if (PortableListener.losesHalfClosedConnections(vertx)) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "Netty's epoll transport breaks connections of which one direction has ended;"
                  + " create the Vertx without preferNativeTransport"));
    }
    Optional<String> lack = TlsContexts.lackOf(engine);
    if (lack.isPresent()) {
      return Future.failedFuture(new IllegalArgumentException(lack.get()));
    }
    Gateway gateway = new Gateway(vertx, config, engine, observer);
    Future<Void> started = gateway.startAdmin();
    for (ListenerConfig listener : config.listeners()) {
      started = started.compose(previous -> gateway.startListener(listener));
    }
    return started
        .onSuccess(nothing -> gateway.isStarted = true)
        .map(nothing -> gateway)
        .recover(
            failure ->
                gateway.stop(Duration.ZERO).transform(stopped -> Future.failedFuture(failure)));
  }

  private Future<Void> startAdmin() {
    if (config.admin().isEmpty()) {
      return Future.succeededFuture();
    }
    SocketBinding address = config.admin().get();
    return AdminServer.start(vertx, address, this::isReady, metrics::scrape)
        .recover(failure -> Future.failedFuture(ListenException.of("admin", address, failure)))
        .onSuccess(server -> admin = server)
        .mapEmpty();
  }

  private boolean isReady() {
    return isStarted && !admission.isDraining();
  }

  private Future<Void> startListener(ListenerConfig listener) {
    int instances = eventLoops();
    int shares = instances * config.listeners().size();
    int pendingMax = Math.max(1, config.limits().pendingHandshakesMax() / shares);
    SocketAddress address =
        PortableListener.shared(listener.address(), SHARED_PORT_IDS.incrementAndGet());
    List<PortableListener> deployed = new ArrayList<>();
    DeploymentOptions options = new DeploymentOptions().setInstances(instances);
    return vertx
        .deployVerticle(
            () -> {
              PortableListener instance =
                  new PortableListener(
                      listener.name(),
                      address,
                      () -> snapshot,
                      new ConnectionFlow.Surroundings(
                          listener.rules(), events, admission, new PendingHandshakes(pendingMax)));
              deployed.add(instance);
              return instance;
            },
            options)
        .recover(
            failure ->
                Future.failedFuture(
                    ListenException.of(
                        "listener \"" + listener.name() + '"', listener.address(), failure)))
        .onSuccess(id -> bound(listener, id, deployed.get(0).port()))
        .mapEmpty();
  }

  private synchronized void bound(ListenerConfig listener, String deployment, int port) {
    deployments.add(deployment);
    SocketBinding address = new SocketBinding(listener.address().host(), port);
    listeners.add(new BoundListener(listener.name(), address, "tls"));
  }

  private int eventLoops() {
    return config.eventLoops() > 0
        ? config.eventLoops()
        : Runtime.getRuntime().availableProcessors();
  }

  private PortableSnapshot snapshotOf(GatewayConfig next) {
    metrics.register(next.listeners().stream().map(ListenerConfig::name).toList(), next.services());
    CertificateStore certificates = new CertificateStore(next.certificates());
    Snapshot flow =
        new Snapshot(
            RouteTable.of(next.services(), certificates.names()),
            next.timeouts(),
            new UpstreamRotation());
    return new PortableSnapshot(
        flow, new TlsContexts(engine, certificates), next.limits().helloBytesMax());
  }

  /** Returns the listeners in the order of the configuration. */
  public synchronized List<BoundListener> listeners() {
    return List.copyOf(listeners);
  }

  /** Returns where health and metrics are served, with the real port, if anywhere. */
  public Optional<SocketBinding> admin() {
    AdminServer server = admin;
    return server == null
        ? Optional.empty()
        : config.admin().map(address -> new SocketBinding(address.host(), server.port()));
  }

  /** Returns the connections that exist now, refused ones included until they are closed. */
  public int connections() {
    return admission.connections();
  }

  /**
   * Serves new connections by another configuration; those that exist keep the old one.
   *
   * @return fails, with nothing changed, when listeners, the admin address, the number of event
   *     loops or the limit of pending handshakes differ: those take a restart
   */
  public synchronized Future<Void> reload(GatewayConfig next) {
    if (!next.listeners().equals(config.listeners())
        || !next.admin().equals(config.admin())
        || next.eventLoops() != config.eventLoops()
        || next.limits().pendingHandshakesMax() != config.limits().pendingHandshakesMax()) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "listeners, admin, eventLoops and limits.pendingHandshakes cannot change without a"
                  + " restart; nothing changed"));
    }
    snapshot = snapshotOf(next);
    config = next;
    admission.limitConnections(next.limits().connectionsMax());
    return Future.succeededFuture();
  }

  /**
   * Stops accepting at once, waits for connections to end until the deadline, then resets the rest.
   * Called again it can only shorten the wait.
   *
   * @return completes when the last connection is over
   */
  public Future<Void> stop(Duration deadline) {
    admission.drain();
    long timer =
        vertx.setTimer(
            Math.max(1, deadline.toMillis()),
            due -> admission.flows().forEach(ConnectionFlow::cut));
    return stopping().onComplete(stopped -> vertx.cancelTimer(timer));
  }

  private synchronized Future<Void> stopping() {
    if (stopping == null) {
      List<Future<Void>> listenersClosed = deployments.stream().map(vertx::undeploy).toList();
      Promise<Void> connectionsOver = Promise.promise();
      admission.whenEmpty(connectionsOver::tryComplete);
      stopping =
          Future.join(listenersClosed)
              .eventually(connectionsOver::future)
              .eventually(this::stopAdmin)
              .mapEmpty();
    }
    return stopping;
  }

  private Future<Void> stopAdmin() {
    AdminServer server = admin;
    return server == null ? Future.succeededFuture() : server.stop();
  }
}
