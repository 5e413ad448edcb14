package dev.alpnmux.gateway;

import dev.alpnmux.gateway.OpenListeners.OpenListener;
import dev.alpnmux.gateway.accesslog.AccessLog;
import dev.alpnmux.gateway.accesslog.AccessLogException;
import dev.alpnmux.gateway.admin.AdminServer;
import dev.alpnmux.gateway.check.UpstreamChecks;
import dev.alpnmux.gateway.config.AdminConfig;
import dev.alpnmux.gateway.config.ConfigChanges;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.FileDescriptors;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.ConnectionLog;
import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.events.UpstreamLog;
import dev.alpnmux.gateway.explain.Remedy;
import dev.alpnmux.gateway.flow.Admission;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.flow.PendingHandshakes;
import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.linux.LinuxPath;
import dev.alpnmux.gateway.lookup.UpstreamLookups;
import dev.alpnmux.gateway.metrics.ConfigMeters.Outcome;
import dev.alpnmux.gateway.metrics.Format;
import dev.alpnmux.gateway.metrics.GatewayLimits;
import dev.alpnmux.gateway.metrics.GatewayMetrics;
import dev.alpnmux.gateway.metrics.RuntimeMeters;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.status.RefusalBoard;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.gateway.tls.MasterSecretsException;
import dev.alpnmux.gateway.tls.ServerCertificate;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.gateway.upstream.UpstreamPool;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import dev.alpnmux.gateway.watch.ConfigWatcher;
import dev.alpnmux.gateway.wire.EventLoopDelays;
import dev.alpnmux.gateway.wire.GatewayPath;
import dev.alpnmux.gateway.wire.NettyMemory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway. It works on the event loops of the Vert.x instance that it was given, which
 * stays the caller's. Thread-safe; no method blocks.
 */
public final class Gateway {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  private final Vertx vertx;
  private final GatewayPath path;
  private final TicketKeyRotation ticketKeys;
  private final GatewayMetrics metrics = new GatewayMetrics();
  private final RefusalBoard refusals;
  private final LoadHistory loads = new LoadHistory();
  private final EventLoopDelays delays;
  private final AccessLog accessLog = new AccessLog();
  private final Admission admission;
  private final OpenListeners listeners;
  private final UpstreamLookups lookups;
  private final UpstreamChecks checks;
  private volatile UpstreamPools upstreams;
  private volatile GatewayConfig config;
  private volatile @Nullable AdminServer admin;
  private volatile boolean isStarted;
  private volatile boolean isWelcome = true;
  private Future<ConfigChanges> reloading = Future.succeededFuture();
  private @Nullable ConfigWatcher watcher;
  private @Nullable Future<Void> stopping;
  private final AtomicLong generation = new AtomicLong();

  /** A listener that accepts, with the port that it really has. */
  public record BoundListener(String name, SocketBinding address, String transport) {}

  private Gateway(
      Vertx vertx,
      GatewayPath path,
      GatewayConfig config,
      TicketKeyRotation ticketKeys,
      ConnectionEvents observer) {
    this.vertx = vertx;
    this.path = path;
    this.ticketKeys = ticketKeys;
    this.config = config;
    this.refusals = new RefusalBoard(Clock.systemUTC());
    this.checks = new UpstreamChecks(vertx);
    UpstreamEvents upstreamEvents = UpstreamEvents.all(List.of(metrics, new UpstreamLog()));
    this.lookups = new UpstreamLookups(vertx, upstreamEvents);
    this.upstreams = UpstreamPools.none(upstreamEvents);
    this.admission = new Admission(config.limits().connectionsMax());
    this.listeners =
        new OpenListeners(
            path,
            () ->
                new ConnectionFlow.Surroundings(
                    eventsOfOneLoop(observer), admission, new PendingHandshakes()),
            eventLoops(config));
    this.delays = new EventLoopDelays(vertx);
    showSurroundings();
    serve(config);
  }

  private ConnectionEvents eventsOfOneLoop(ConnectionEvents observer) {
    // Without admin pages nobody can ask for the refusals.
    ConnectionEvents kept = config.admin().isPresent() ? refusals : ConnectionEvents.NONE;
    return ConnectionEvents.all(
        List.of(metrics.eventsOfOneLoop(), new ConnectionLog(), kept, accessLog, observer));
  }

  private void showSurroundings() {
    metrics.limits().showUse(admission::connections, admission::pendingUpstreams, this::isDraining);
    RuntimeMeters runtime = metrics.runtime();
    String tlsProvider = path.engine().name().toLowerCase(Locale.ROOT);
    runtime.showBuild(GatewayVersion.text(), GatewayVersion.vertx(), tlsProvider);
    runtime.showEventLoops(delays.secondsByLoop());
    runtime.showNettyMemory(NettyMemory.bytesByKind());
  }

  /** Returns the metrics, written down on another thread than an event loop. */
  Future<String> metrics(Format format) {
    return vertx.executeBlocking(() -> metrics.scrape(format));
  }

  /**
   * Whether {@link #start(Vertx, GatewayConfig)} wants a Vertx with {@code preferNativeTransport}
   * for this configuration on this machine: yes for the data path {@code linux}, no for {@code
   * portable}.
   */
  public static boolean prefersNativeTransport(GatewayConfig config) {
    return DataPaths.prefersNativeTransport(config);
  }

  /**
   * Returns why the data path {@code linux} cannot be had on this machine, in one sentence, or
   * nothing when it can. Loads the native libraries, which blocks on file access.
   */
  public static Optional<String> lackOfLinuxDataPath() {
    return LinuxPath.lackHere();
  }

  /**
   * Starts all listeners and the admin address, on the data path that the configuration names.
   *
   * @param vertx one that suits the data path, see {@link #prefersNativeTransport}
   * @return completes when every listener accepts; fails with a {@link ListenException} when one
   *     cannot, and then none does; with an {@link IllegalArgumentException} when the data path
   *     cannot be had; with a {@link MasterSecretsException} when the file of the ticket keys
   *     cannot be used; and with an {@link AccessLogException} when that of the access log cannot
   */
  public static Future<Gateway> start(Vertx vertx, GatewayConfig config) {
    try {
      return start(vertx, DataPaths.choose(vertx, config), config, ConnectionEvents.NONE);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Starts as {@link #start(Vertx, GatewayConfig)} does, with a chosen TLS engine and the data path
   * that it belongs to, whatever the configuration says of that.
   *
   * @param observer told of every connection after metrics and log, on the connection's event loop
   */
  public static Future<Gateway> start(
      Vertx vertx, GatewayConfig config, TlsEngine engine, ConnectionEvents observer) {
    try {
      return start(vertx, DataPaths.of(engine, vertx, config), config, observer);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  private static Future<Gateway> start(
      Vertx vertx, GatewayPath path, GatewayConfig config, ConnectionEvents observer) {
    return TicketKeyRotation.start(vertx, config.ticketKeys())
        .map(ticketKeys -> new Gateway(vertx, path, config, ticketKeys, observer))
        .compose(Gateway::startAll);
  }

  private Future<Gateway> startAll() {
    return useAccessLog(config)
        .compose(nothing -> startAdmin())
        .compose(nothing -> listeners.openMissing(config.listeners()))
        .onSuccess(opened -> listeners.adopt(config.listeners(), opened))
        .onSuccess(opened -> isStarted = true)
        .map(opened -> this)
        .recover(failure -> stop(Duration.ZERO).transform(stopped -> Future.failedFuture(failure)));
  }

  private Future<Void> useAccessLog(GatewayConfig next) {
    return vertx.executeBlocking(
        () -> {
          accessLog.use(next.accessLog());
          next.accessLog().ifPresent(used -> metrics.showAccessLog(accessLog));
          return null;
        });
  }

  private Future<Void> startAdmin() {
    if (config.admin().isEmpty()) {
      return Future.succeededFuture();
    }
    AdminConfig.Address address = config.admin().get().address();
    return AdminServer.start(vertx, address, new Administration(this, admission, metrics, refusals))
        .recover(failure -> Future.failedFuture(ListenException.of("admin", address, failure)))
        .onSuccess(server -> admin = server)
        .mapEmpty();
  }

  boolean isReady() {
    return isStarted && !isDraining();
  }

  boolean isDraining() {
    return !isWelcome || admission.isDraining();
  }

  LoadHistory loads() {
    return loads;
  }

  /** Says whether new connections are welcome; those that come are served. */
  void welcome(boolean isWelcomeNow) {
    isWelcome = isWelcomeNow;
  }

  /** Returns how many configurations have served, this one included. */
  long generation() {
    return generation.get();
  }

  /** Returns the upstreams that a service of the configuration has now; none of another one. */
  List<Upstream> upstreams(Service service) {
    return upstreams.find(service).map(UpstreamPool::addresses).orElse(List.of());
  }

  private static int eventLoops(GatewayConfig config) {
    return config.eventLoops() > 0
        ? config.eventLoops()
        : Runtime.getRuntime().availableProcessors();
  }

  private void serve(GatewayConfig next) {
    FileDescriptors.shortage(next.limits()).ifPresent(lack -> LOG.log(Level.WARNING, lack));
    next.warnings().forEach(warning -> LOG.log(Level.WARNING, warning.toString()));
    Map<String, ListenerRules> rules =
        next.listeners().stream()
            .collect(Collectors.toMap(ListenerConfig::name, ListenerConfig::rules));
    metrics.register(rules, next.services());
    metrics
        .limits()
        .show(
            new GatewayLimits(
                next.limits().connectionsMax(),
                next.limits().pendingHandshakesMax(),
                next.limits().client()),
            next.services());
    metrics.config().showCertificates(expiries(next));
    CertificateStore certificates = new CertificateStore(next.certificates());
    RouteTable routes = RouteTable.of(next.services(), certificates.names());
    refusals.adviseBy(Remedy.of(next, certificates.names(), routes));
    upstreams = upstreams.next(next.services());
    metrics.registerUpstreams(next.services(), upstreams);
    lookups.begin(upstreams);
    checks.begin(upstreams);
    int shares = eventLoops(next) * next.listeners().size();
    Snapshot flow =
        new Snapshot(
            routes,
            next.timeouts(),
            next.limits().client(),
            upstreams,
            rules,
            Math.max(1, next.limits().pendingHandshakesMax() / shares));
    path.serve(flow, certificates, ticketKeys.keys(), next);
    metrics.config().serving(generation.incrementAndGet(), next.source().hash());
  }

  /** A file that is named twice is one certificate. */
  private static Map<String, Instant> expiries(GatewayConfig config) {
    return config.certificates().stream()
        .collect(
            Collectors.toMap(
                certificate -> config.source().nameOf(certificate.file()),
                ServerCertificate::notAfter,
                (first, same) -> first));
  }

  /** Returns the listeners in the order of the configuration. */
  public List<BoundListener> listeners() {
    return listeners.all().stream()
        .map(open -> new BoundListener(open.config().name(), open.address(), transport(open)))
        .toList();
  }

  private static String transport(OpenListener open) {
    return open.config().rules().transport().name().toLowerCase(Locale.ROOT);
  }

  /** Returns the port that the admin pages are served on, if they are served on one. */
  public Optional<SocketBinding> admin() {
    AdminServer server = admin;
    Optional<AdminConfig.Address> address = config.admin().map(AdminConfig::address);
    return server != null
            && address.isPresent()
            && address.get() instanceof AdminConfig.Address.Port port
        ? Optional.of(new SocketBinding(port.binding().host(), server.port()))
        : Optional.empty();
  }

  /** Returns the connections that exist now, refused ones included until they are closed. */
  public int connections() {
    return admission.connections();
  }

  /** Returns the configuration that new connections are served by. */
  public GatewayConfig config() {
    return config;
  }

  /**
   * Serves new connections by another configuration; those that exist keep the old one. Listeners
   * that stay keep their sockets, new ones are bound before anything changes, and those that go
   * stop accepting. Reloads happen one after the other.
   *
   * @return what has changed; fails, with nothing changed, with an {@link IllegalArgumentException}
   *     when the change takes a restart, and with a {@link ListenException} when a new listener
   *     cannot be had
   */
  public synchronized Future<ConfigChanges> reload(GatewayConfig next) {
    Future<ConfigChanges> reload =
        reloading
            .transform(previous -> ticketKeys.look())
            .transform(looked -> replaceConfig(next))
            .onFailure(this::notLoaded);
    reloading = reload;
    return reload;
  }

  /**
   * Watches the file of its configuration and the files that this names, and reloads when they
   * change, until it stops. Without effect when it watches already.
   */
  public void watch() {
    watch(ConfigWatcher.PERIOD);
  }

  synchronized void watch(Duration period) {
    if (watcher == null && stopping == null) {
      watcher = new ConfigWatcher(vertx, config.source(), period, new WatchedConfig());
    }
  }

  /**
   * Loads the files of its configuration now, and does as {@link #reload(GatewayConfig)}. The file
   * of the access log is opened anew in any case.
   *
   * @return fails with a {@link ConfigException} when there is a problem in them; with an {@link
   *     IllegalStateException} when the gateway does not {@link #watch} them
   */
  public Future<ConfigChanges> reload() {
    // Whatever the files say: who has moved the file of the log asks for this, too.
    accessLog.reopen();
    ConfigWatcher watching = watcher();
    return watching == null
        ? Future.failedFuture(new IllegalStateException("no file is watched; nothing changed"))
        : watching.reload();
  }

  private synchronized @Nullable ConfigWatcher watcher() {
    return watcher;
  }

  private final class WatchedConfig implements ConfigWatcher.Target {
    @Override
    public Future<ConfigChanges> reload(GatewayConfig next) {
      return Gateway.this.reload(next);
    }

    @Override
    public void unreadable(Throwable why) {
      notLoaded(why);
    }
  }

  private void notLoaded(Throwable why) {
    metrics.config().reloaded(Outcome.REFUSED);
    loads.failed(why);
  }

  private Future<ConfigChanges> replaceConfig(GatewayConfig next) {
    if (next.source().equals(config.source())) {
      metrics.config().reloaded(Outcome.UNCHANGED);
      loads.unchanged();
      return Future.succeededFuture(ConfigChanges.between(config, config));
    }
    try {
      RestartOnly.refuse(config, next);
      requireServable(next);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return listeners
        .openMissing(next.listeners())
        .compose(opened -> useAccessLog(next, opened).compose(used -> adopt(next, opened)));
  }

  private Future<Void> useAccessLog(GatewayConfig next, List<OpenListener> opened) {
    return useAccessLog(next)
        .recover(
            failure ->
                OpenListeners.close(opened).transform(closed -> Future.failedFuture(failure)));
  }

  private void requireServable(GatewayConfig next) {
    path.lackFor(next)
        .ifPresent(
            lack -> {
              throw new IllegalArgumentException(
                  "this takes a restart with another data path: " + lack + "; nothing changed");
            });
  }

  private synchronized Future<ConfigChanges> adopt(GatewayConfig next, List<OpenListener> opened) {
    if (stopping != null) {
      return OpenListeners.close(opened)
          .transform(closed -> Future.failedFuture(new IllegalStateException("the gateway stops")));
    }
    ConfigChanges changes = ConfigChanges.between(config, next);
    config = next;
    serve(next);
    admission.limitConnections(next.limits().connectionsMax());
    listeners.adopt(next.listeners(), opened);
    metrics.config().reloaded(Outcome.APPLIED);
    loads.loaded();
    LOG.log(Level.INFO, "configuration " + generation + " serves: " + changes);
    return Future.succeededFuture(changes);
  }

  /**
   * Stops accepting at once, and waits for connections to end. In the second half of the time those
   * that are left are reset, each at a moment of its own: clients that all came back at once would
   * be a flood. Called again it can only shorten the wait.
   *
   * @return completes when the last connection is over
   */
  public Future<Void> stop(Duration deadline) {
    admission.drain();
    ticketKeys.stop();
    stopWatching();
    checks.stop();
    delays.stop();
    lookups.stop();
    ScatteredCut cut = ScatteredCut.start(vertx, admission, deadline);
    return stopping().onComplete(stopped -> cut.stop());
  }

  private void stopWatching() {
    ConfigWatcher watching = watcher();
    if (watching != null) {
      watching.stop();
    }
  }

  private synchronized Future<Void> stopping() {
    if (stopping == null) {
      Promise<Void> connectionsOver = Promise.promise();
      admission.whenEmpty(connectionsOver::tryComplete);
      stopping =
          listeners
              .close()
              .eventually(connectionsOver::future)
              .eventually(path::free)
              .eventually(this::closeAccessLog)
              .eventually(this::stopAdmin)
              .mapEmpty();
    }
    return stopping;
  }

  private Future<Void> closeAccessLog() {
    return vertx.executeBlocking(
        () -> {
          accessLog.close();
          return null;
        });
  }

  private Future<Void> stopAdmin() {
    AdminServer server = admin;
    return server == null ? Future.succeededFuture() : server.stop();
  }
}
