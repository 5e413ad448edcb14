package dev.alpnmux.gateway.portable;

import static io.vertx.core.net.SocketAddress.domainSocketAddress;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.upstream.UpstreamAddresses;
import dev.alpnmux.gateway.wire.FailedConnect;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.Future;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connects one upstream: resolves its name without blocking, then tries its addresses one after the
 * other. One use; only for its event loop. What it connects belongs to the caller.
 */
final class UpstreamConnector {
  private final VertxInternal vertx;
  private final UpstreamAddresses resolver;
  private final EventLoop eventLoop;
  private final Function<Channel, List<ChannelHandler>> handlers;
  private final Consumer<Channel> whenConnected;
  private final Consumer<ConnectFailure> whenFailed;
  private final Queue<SocketAddress> addresses = new ArrayDeque<>();
  private @Nullable ChannelFuture connecting;
  private Duration within = Duration.ZERO;
  private boolean isCancelled;

  /**
   * @param handlers returns what to put into the pipeline of a new channel, before its first event
   * @param whenConnected told once, unless it failed or was cancelled
   * @param whenFailed told once, with the reason
   */
  UpstreamConnector(
      VertxInternal vertx,
      UpstreamAddresses resolver,
      EventLoop eventLoop,
      Function<Channel, List<ChannelHandler>> handlers,
      Consumer<Channel> whenConnected,
      Consumer<ConnectFailure> whenFailed) {
    this.vertx = vertx;
    this.resolver = resolver;
    this.eventLoop = eventLoop;
    this.handlers = handlers;
    this.whenConnected = whenConnected;
    this.whenFailed = whenFailed;
  }

  /**
   * @param time shared by the addresses that a name has; zero means no limit
   */
  void connect(Upstream upstream, Duration time) {
    within = time;
    if (upstream instanceof Upstream.UnixSocket socket) {
      connectUnixSocket(socket);
    } else if (upstream instanceof Upstream.Tcp tcp) {
      resolver.find(tcp, eventLoop, this::found, this::notFound);
    }
  }

  /**
   * Gives up; nobody is told any more. A channel that is connected is left alone: to close it here
   * would be a FIN, a clean end, and how it ends is for its owner to say.
   */
  void cancel() {
    isCancelled = true;
    if (connecting != null && !connecting.isDone()) {
      connecting.channel().close();
    }
  }

  private void connectUnixSocket(Upstream.UnixSocket socket) {
    addresses.add(
        vertx.transport().supportsDomainSockets()
            ? vertx.transport().convert(domainSocketAddress(socket.path()))
            : UnixDomainSocketAddress.of(socket.path()));
    connectNext(true, ConnectFailure.other(""));
  }

  private void found(List<InetSocketAddress> found) {
    if (!isCancelled) {
      addresses.addAll(found);
      connectNext(false, ConnectFailure.other("its name has no address"));
    }
  }

  private void notFound(String why) {
    if (!isCancelled) {
      whenFailed.accept(ConnectFailure.other(why));
    }
  }

  private void connectNext(boolean isUnixSocket, ConnectFailure lastFailure) {
    SocketAddress address = addresses.poll();
    if (address == null) {
      whenFailed.accept(lastFailure);
      return;
    }
    // The last address may have what is left: the flow ends the try.
    int share = addresses.isEmpty() ? 0 : (int) within.dividedBy(addresses.size() + 1).toMillis();
    Channel channel;
    try {
      channel = newChannel(isUnixSocket);
    } catch (ChannelException e) {
      connectNext(isUnixSocket, FailedConnect.of(e));
      return;
    }
    channel.config().setConnectTimeoutMillis(share);
    ChannelPromise result = channel.newPromise();
    connecting = result;
    result.addListener(done -> connected(result, isUnixSocket));
    eventLoop.register(channel).addListener(registered -> connect(registered, address, result));
  }

  private static void connect(Future<?> registered, SocketAddress address, ChannelPromise result) {
    if (registered.isSuccess()) {
      result.channel().connect(address, result);
    } else {
      result.setFailure(registered.cause());
    }
  }

  private void connected(ChannelFuture result, boolean isUnixSocket) {
    if (isCancelled) {
      result.channel().close();
    } else if (result.isSuccess()) {
      whenConnected.accept(result.channel());
    } else {
      connectNext(isUnixSocket, FailedConnect.of(result.cause()));
    }
  }

  /** Made by hand: a Bootstrap costs more than the connect, and would resolve, which blocks. */
  private Channel newChannel(boolean isUnixSocket) {
    Channel channel = channelFactory(isUnixSocket).newChannel();
    // What the upstream says first waits in the kernel until the relay starts.
    channel.config().setAutoRead(false).setAllocator(ByteBufAllocator.DEFAULT);
    if (channel.config() instanceof SocketChannelConfig tcp) {
      tcp.setAllowHalfClosure(true).setTcpNoDelay(true).setKeepAlive(true);
    }
    channel.pipeline().addLast(handlers.apply(channel).toArray(ChannelHandler[]::new));
    return channel;
  }

  /** Vert.x knows no unix sockets on NIO, but the JDK has had them since 16, and Netty too. */
  private ChannelFactory<? extends Channel> channelFactory(boolean isUnixSocket) {
    return isUnixSocket && !vertx.transport().supportsDomainSockets()
        ? NioDomainSocketChannel::new
        : vertx.transport().channelFactory(isUnixSocket);
  }
}
