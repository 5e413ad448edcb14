package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.config.TcpOptions;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Binds the sockets of one listener. Each event loop has its own (SO_REUSEPORT), and the system
 * spreads the connections over them; but the first one binds without that option, unless it is
 * asked to, so that a second process on the port fails instead of taking half of the connections.
 */
final class ListeningSockets {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");
  private static final int BACKLOG = 1024;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_DEFER_ACCEPT = 9; // linux/tcp.h
  private static final int TCP_FASTOPEN = 23; // linux/tcp.h

  private ListeningSockets() {}

  /**
   * Returns so many listening sockets on one port.
   *
   * @throws IOException if the address cannot be bound; then no socket is left open
   */
  static List<LinuxSocket> open(InetSocketAddress address, TcpOptions options, int count)
      throws IOException {
    List<LinuxSocket> sockets = new ArrayList<>();
    try {
      LinuxSocket first = newSocket(address, options, sockets);
      first.setReusePort(options.reusesPort());
      first.bind(address);
      first.setReusePort(true);
      first.listen(BACKLOG);
      InetSocketAddress bound =
          new InetSocketAddress(address.getAddress(), first.localAddress().getPort());
      while (sockets.size() < count) {
        LinuxSocket next = newSocket(address, options, sockets);
        next.setReusePort(true);
        next.bind(bound);
        next.listen(BACKLOG);
      }
      return sockets;
    } catch (IOException e) {
      close(sockets);
      throw e;
    }
  }

  /** Accepted sockets inherit the options, so that none is set for each connection. */
  private static LinuxSocket newSocket(
      InetSocketAddress address, TcpOptions options, List<LinuxSocket> sockets) throws IOException {
    boolean isIpv6 = address.getAddress() instanceof Inet6Address;
    LinuxSocket socket =
        LinuxSocket.newSocketStream(
            isIpv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
    sockets.add(socket);
    socket.setReuseAddress(true);
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(options.keepAlive());
    if (!options.deferAccept().isZero()) {
      socket.setIntOpt(IPPROTO_TCP, TCP_DEFER_ACCEPT, seconds(options.deferAccept()));
    }
    if (options.fastOpenQueue() > 0) {
      socket.setIntOpt(IPPROTO_TCP, TCP_FASTOPEN, options.fastOpenQueue());
    }
    return socket;
  }

  /** Rounded up: zero would switch it off. */
  private static int seconds(Duration duration) {
    return (int) duration.plusMillis(999).toSeconds();
  }

  /** Closes those that are open. */
  static void close(List<LinuxSocket> sockets) {
    for (LinuxSocket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "a listening socket did not close in order", e);
      }
    }
  }
}
