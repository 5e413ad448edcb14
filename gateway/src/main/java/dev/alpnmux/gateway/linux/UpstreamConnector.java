package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.ConnectFailure.Cause;
import dev.alpnmux.gateway.flow.DataPath.Deadline;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.upstream.UpstreamAddresses;
import dev.alpnmux.gateway.wire.FailedConnect;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects one upstream: its addresses one after the other. One use; only for its event loop. The
 * socket that it connects belongs to the caller.
 */
final class UpstreamConnector implements StreamSocket.Watcher {
  private final LinuxLoop loop;
  private final UpstreamAddresses resolver;
  private final Consumer<StreamSocket> whenConnected;
  private final Consumer<ConnectFailure> whenFailed;
  private final Consumer<Throwable> whenBug;
  private final Queue<SocketAddress> addresses = new ArrayDeque<>();
  private @Nullable Socket connecting;
  private @Nullable StreamSocket socket;
  private Deadline share = Deadline.NEVER;
  private Duration within = Duration.ZERO;
  private boolean isOver;

  /**
   * @param whenConnected told once, unless it failed or was cancelled
   * @param whenFailed told once, with the reason
   */
  UpstreamConnector(
      LinuxLoop loop,
      UpstreamAddresses resolver,
      Consumer<StreamSocket> whenConnected,
      Consumer<ConnectFailure> whenFailed,
      Consumer<Throwable> whenBug) {
    this.loop = loop;
    this.resolver = resolver;
    this.whenConnected = whenConnected;
    this.whenFailed = whenFailed;
    this.whenBug = whenBug;
  }

  /**
   * @param time shared by the addresses that a name has; zero means no limit
   */
  void connect(Upstream upstream, Duration time) {
    within = time;
    if (upstream instanceof Upstream.UnixSocket unix) {
      addresses.add(new DomainSocketAddress(unix.path()));
      connectNext(ConnectFailure.other(""));
    } else if (upstream instanceof Upstream.Tcp tcp) {
      resolver.find(tcp, loop.eventLoop(), this::found, this::notFound);
    }
  }

  private void found(List<InetSocketAddress> found) {
    addresses.addAll(found);
    connectNext(ConnectFailure.other("its name has no address"));
  }

  private void notFound(String why) {
    fail(ConnectFailure.other(why));
  }

  /** Gives up; nobody is told any more. */
  void cancel() {
    isOver = true;
    closeSocket();
  }

  private void connectNext(ConnectFailure lastFailure) {
    if (isOver) {
      return;
    }
    closeSocket();
    SocketAddress address = addresses.poll();
    if (address == null) {
      fail(lastFailure);
      return;
    }
    boolean isConnected;
    try {
      isConnected = open(address);
    } catch (IOException | ChannelException e) {
      connectNext(FailedConnect.of(e));
      return;
    }
    if (isConnected) {
      connected();
    } else if (!addresses.isEmpty() && !within.isZero()) {
      // The last address may have what is left: the flow ends the try.
      Duration time = within.dividedBy(addresses.size() + 1);
      share = loop.deadlines().schedule(time, () -> late(time));
    }
  }

  /** Returns whether the connect has come to its end already, as on unix sockets. */
  private boolean open(SocketAddress address) throws IOException {
    Socket opened = newSocket(address);
    connecting = opened;
    StreamSocket stream = new StreamSocket(opened, this);
    socket = stream;
    boolean isConnected = opened.connect(address);
    stream.register(loop);
    return isConnected;
  }

  private static Socket newSocket(SocketAddress address) throws IOException {
    if (!(address instanceof InetSocketAddress inet)) {
      return Socket.newSocketDomain();
    }
    boolean isIpv6 = inet.getAddress() instanceof Inet6Address;
    Socket tcp =
        LinuxSocket.newSocketStream(
            isIpv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
    tcp.setTcpNoDelay(true);
    tcp.setKeepAlive(true);
    return tcp;
  }

  private void late(Duration time) {
    connectNext(
        new ConnectFailure(Cause.TIMEOUT, "not connected within " + time.toMillis() + " ms"));
  }

  @Override
  public void writable() {
    if (isOver || connecting == null) {
      return;
    }
    boolean isConnected;
    try {
      isConnected = connecting.finishConnect();
    } catch (IOException e) {
      connectNext(FailedConnect.of(e));
      return;
    }
    if (isConnected) {
      connected();
    }
  }

  /** Only a connect that has come to its end is of interest; that is told as room to write. */
  @Override
  public void readable() {}

  private void connected() {
    isOver = true;
    share.cancel();
    if (socket != null) {
      whenConnected.accept(socket);
    }
  }

  private void fail(ConnectFailure failure) {
    if (!isOver) {
      isOver = true;
      whenFailed.accept(failure);
    }
  }

  private void closeSocket() {
    share.cancel();
    if (socket != null) {
      socket.close();
    }
  }

  @Override
  public void failed(Throwable bug) {
    whenBug.accept(bug);
  }
}
