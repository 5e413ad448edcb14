package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.builtin.BuiltinAnswers;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.flow.ConnectionFlow.Surroundings;
import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.nativetls.NativeTls;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.gateway.tls.TicketKeys;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.gateway.wire.DeployedListeners;
import dev.alpnmux.gateway.wire.EventLoops;
import dev.alpnmux.gateway.wire.FailureText;
import dev.alpnmux.gateway.wire.GatewayPath;
import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The data path of Linux, on the epoll event loops of a Vert.x instance. */
public final class LinuxPath implements GatewayPath {
  private final VertxInternal vertx;
  private final Map<IoEventLoop, LinuxLoop> loops = new ConcurrentHashMap<>();
  private volatile @Nullable LinuxSnapshot snapshot;

  /** Made only where {@link #lackOn} says nothing. */
  public LinuxPath(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
  }

  /** Returns why this instance cannot have this data path, in one sentence, or nothing. */
  public static Optional<String> lackOn(Vertx vertx) {
    if (!EventLoops.areOnEpoll(vertx)) {
      return Optional.of(
          "the event loops are not on epoll; create the Vertx with preferNativeTransport, on Linux");
    }
    return NativeTls.lack();
  }

  /** Returns why this machine cannot have this data path, in one sentence, or nothing. */
  public static Optional<String> lackHere() {
    return Epoll.isAvailable()
        ? NativeTls.lack()
        : Optional.of(
            "Netty's epoll library does not load: " + FailureText.of(Epoll.unavailabilityCause()));
  }

  @Override
  public TlsEngine engine() {
    return TlsEngine.NATIVE;
  }

  @Override
  public Optional<String> lackFor(GatewayConfig config) {
    return lackOf(config);
  }

  /**
   * Returns why this configuration cannot have this data path, in one sentence, or nothing.
   * tcnative takes ids as text, and of that ASCII only.
   */
  public static Optional<String> lackOf(GatewayConfig config) {
    return config.services().stream()
        .filter(service -> service.mode() != ServiceMode.PASSTHROUGH)
        .flatMap(service -> service.protocols().stream())
        .filter(id -> !NativeTls.canExpress(id))
        .findFirst()
        .map(LinuxPath::inexpressible);
  }

  private static String inexpressible(ApplicationProtocol id) {
    return "BoringSSL's interface cannot express the id " + id + ", which is not ASCII";
  }

  @Override
  public void serve(
      Snapshot flow, CertificateStore certificates, TicketKeys ticketKeys, GatewayConfig config) {
    snapshot =
        new LinuxSnapshot(
            flow,
            new BuiltinAnswers(flow),
            new NativeTls(certificates, ticketKeys),
            config.limits().helloBytesMax());
  }

  private LinuxSnapshot snapshot() {
    LinuxSnapshot current = snapshot;
    if (current == null) {
      throw new IllegalStateException("nothing is served yet");
    }
    return current;
  }

  @Override
  public Future<BoundPort> listen(
      ListenerConfig listener, Supplier<Surroundings> surroundings, int eventLoops) {
    SocketBinding binding = listener.address();
    Promise<InetSocketAddress> resolved = Promise.promise();
    vertx
        .nameResolver()
        .resolve(binding.host())
        .onSuccess(host -> resolved.complete(new InetSocketAddress(host, binding.port())))
        .onFailure(resolved::fail);
    return resolved.future().compose(address -> open(listener, surroundings, address, eventLoops));
  }

  private Future<BoundPort> open(
      ListenerConfig listener,
      Supplier<Surroundings> surroundings,
      InetSocketAddress address,
      int eventLoops) {
    List<LinuxSocket> sockets;
    try {
      sockets = ListeningSockets.open(address, listener.tcp(), eventLoops);
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
    int port = sockets.get(0).localAddress().getPort();
    Queue<LinuxSocket> undeployed = new ArrayDeque<>(sockets);
    return vertx
        .deployVerticle(
            () ->
                new LinuxListener(
                    listener.name(),
                    undeployed.remove(),
                    this::loop,
                    this::snapshot,
                    surroundings.get()),
            new DeploymentOptions().setInstances(eventLoops))
        .<BoundPort>map(id -> new DeployedListeners(vertx, id, port))
        .onFailure(failure -> ListeningSockets.close(sockets));
  }

  private LinuxLoop loop(IoEventLoop eventLoop) {
    return loops.computeIfAbsent(eventLoop, LinuxLoop::new);
  }

  /** Called when no connection is left; fails if one has left something behind. */
  @Override
  public Future<Void> free() {
    List<Future<Void>> freed = loops.values().stream().map(LinuxPath::free).toList();
    loops.clear();
    return Future.join(freed).compose(all -> nothingIsLeft("TLS sessions", sessions()));
  }

  private int sessions() {
    LinuxSnapshot current = snapshot;
    return current == null ? 0 : current.tls().sessions();
  }

  private static Future<Void> free(LinuxLoop loop) {
    Promise<Void> freed = Promise.promise();
    loop.eventLoop().execute(() -> freeHere(loop).onComplete(freed));
    return freed.future();
  }

  private static Future<Void> freeHere(LinuxLoop loop) {
    int lent = loop.buffers().lent();
    loop.buffers().free();
    int lentPipes = loop.pipes().lent();
    loop.pipes().free();
    return nothingIsLeft("buffers", lent)
        .compose(nothing -> nothingIsLeft("pipes", lentPipes))
        .compose(nothing -> nothingIsLeft("deadlines", loop.deadlines().count()));
  }

  private static Future<Void> nothingIsLeft(String what, int count) {
    return count == 0
        ? Future.succeededFuture()
        : Future.failedFuture(new IllegalStateException(count + " " + what + " are left"));
  }
}
