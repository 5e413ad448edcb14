package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.builtin.BuiltinAnswers;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.flow.ConnectionFlow.Surroundings;
import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.gateway.tls.TicketKeys;
import dev.alpnmux.gateway.tls.TlsContexts;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.gateway.wire.DeployedListeners;
import dev.alpnmux.gateway.wire.EventLoops;
import dev.alpnmux.gateway.wire.GatewayPath;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The data path on Netty channels, on the event loops of a Vert.x instance. */
public final class PortablePath implements GatewayPath {
  private static final AtomicInteger SHARED_PORT_IDS = new AtomicInteger();

  private final Vertx vertx;
  private final TlsEngine engine;
  private volatile @Nullable PortableSnapshot snapshot;

  /** Made only where {@link #lackOn} says nothing. */
  public PortablePath(Vertx vertx, TlsEngine engine) {
    this.vertx = vertx;
    this.engine = engine;
  }

  /**
   * Returns why this instance cannot have this data path, in one sentence, or nothing.
   *
   * <p>Not on Netty's epoll transport: from 4.2.13 to 4.2.20 at least, a channel whose peer has
   * sent FIN, that has nothing to write and then has to wait for room again, is closed with
   * "epoll_ctl: No such file or directory": its registration was deleted (netty pull request 16689)
   * and is modified as if it were there. The tail of a response is lost.
   */
  public static Optional<String> lackOn(Vertx vertx, TlsEngine engine) {
    if (EventLoops.areOnEpoll(vertx)) {
      return Optional.of(
          "Netty's epoll transport breaks connections of which one direction has ended; create the"
              + " Vertx without preferNativeTransport");
    }
    return TlsContexts.lackOf(engine);
  }

  @Override
  public TlsEngine engine() {
    return engine;
  }

  @Override
  public Optional<String> lackFor(GatewayConfig config) {
    return Optional.empty();
  }

  @Override
  public void serve(
      Snapshot flow, CertificateStore certificates, TicketKeys ticketKeys, GatewayConfig config) {
    snapshot =
        new PortableSnapshot(
            flow,
            new BuiltinAnswers(flow),
            new TlsContexts(engine, certificates, ticketKeys),
            config.limits().helloBytesMax());
  }

  private PortableSnapshot snapshot() {
    PortableSnapshot current = snapshot;
    if (current == null) {
      throw new IllegalStateException("nothing is served yet");
    }
    return current;
  }

  @Override
  public Future<BoundPort> listen(
      ListenerConfig listener, Supplier<Surroundings> surroundings, int eventLoops) {
    SocketAddress address =
        PortableListener.shared(listener.address(), SHARED_PORT_IDS.incrementAndGet());
    List<PortableListener> deployed = new ArrayList<>();
    return vertx
        .deployVerticle(
            () -> {
              PortableListener instance =
                  new PortableListener(listener, address, this::snapshot, surroundings.get());
              deployed.add(instance);
              return instance;
            },
            new DeploymentOptions().setInstances(eventLoops))
        .map(id -> new DeployedListeners(vertx, id, deployed.get(0).port()));
  }

  /** Nothing is shared by connections here. */
  @Override
  public Future<Void> free() {
    return Future.succeededFuture();
  }
}
