package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.wire.Accepted;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One listener on one event loop: Vert.x accepts and hands the connections of a port to its
 * listeners in turn. Deploy one instance for each event loop.
 */
final class PortableListener extends VerticleBase {
  private static final int BACKLOG = 1024;
  // Never: the connections of a listener that a reload removes live on, and at the end of a drain
  // the gateway itself cuts those that are left.
  private static final Duration SHUTDOWN_MAX = Duration.ofDays(3650);

  private final ListenerConfig listener;
  private final SocketAddress address;
  private final Supplier<PortableSnapshot> snapshot;
  private final ConnectionFlow.Surroundings surroundings;
  private NetServer server;

  /**
   * @param listener its name and its options
   * @param address where to listen; instances with an equal address share the port
   * @param snapshot what a connection that comes now is served by
   * @param surroundings what the connections of this instance share
   */
  @SuppressWarnings("NullAway.Init") // Vert.x calls start() before anything else.
  PortableListener(
      ListenerConfig listener,
      SocketAddress address,
      Supplier<PortableSnapshot> snapshot,
      ConnectionFlow.Surroundings surroundings) {
    this.listener = listener;
    this.address = address;
    this.snapshot = snapshot;
    this.surroundings = surroundings;
  }

  /**
   * Returns the address that all instances of one listener share.
   *
   * @param id different for each listener of the process with port 0
   */
  static SocketAddress shared(SocketBinding binding, int id) {
    return binding.port() == 0
        ? SocketAddress.sharedRandomPort(id, binding.host())
        : SocketAddress.inetSocketAddress(binding.port(), binding.host());
  }

  @Override
  public Future<?> start() {
    server =
        vertx
            .createNetServer(
                new NetServerOptions()
                    .setAcceptBacklog(BACKLOG)
                    .setTcpKeepAlive(listener.tcp().keepAlive()))
            .connectHandler(this::accepted);
    return server.listen(address);
  }

  /** The port that it really listens on. */
  int port() {
    return server.actualPort();
  }

  private void accepted(NetSocket socket) {
    Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
    // From here on Vert.x only counts the channel: its own handler copies every buffer and closes
    // both directions at the first end of stream.
    channel.pipeline().remove("handler");
    new PortableConnection(
            (VertxInternal) vertx,
            channel,
            Accepted.connection(listener.name(), (InetSocketAddress) channel.remoteAddress()),
            snapshot.get(),
            surroundings)
        .begin();
  }

  /** Stops accepting; completes when the last connection is closed. */
  @Override
  public Future<?> stop() {
    return server.shutdown(SHUTDOWN_MAX);
  }
}
