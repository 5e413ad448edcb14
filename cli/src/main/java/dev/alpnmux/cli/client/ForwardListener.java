package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Has a local address, whose connections go to one service. Thread-safe. */
final class ForwardListener {
  /** Connections that wait while all places are taken, or until the next accept. */
  private static final int BACKLOG = 128;

  /** Each dial takes a thread; a gateway that does not answer must not take all memory. */
  private static final int DIALS_MAX = 32;

  private final ServerSocketChannel channel;
  private final @Nullable SocketFile file;
  private final Semaphore dials = new Semaphore(DIALS_MAX);
  private volatile Forwarding forwarding;

  private ForwardListener(
      Forwarding forwarding, ServerSocketChannel channel, @Nullable SocketFile file) {
    this.forwarding = forwarding;
    this.channel = channel;
    this.file = file;
  }

  /**
   * Returns a listener that has its address, and holds connections until they are accepted.
   *
   * @param isUnsafe whether other machines may reach it
   * @throws CommandFailure if the address is taken or not allowed
   */
  static ForwardListener bind(Forwarding forwarding, boolean isUnsafe) throws CommandFailure {
    LocalAddress address = forwarding.address();
    try {
      return address instanceof LocalAddress.Port port
          ? onPort(forwarding, inetAddress(port, isUnsafe))
          : onSocket(forwarding, (LocalAddress.UnixSocket) address);
    } catch (IOException e) {
      String reason = e instanceof UnknownHostException ? "unknown host" : e.getMessage();
      throw new CommandFailure(
          ExitCode.SYSTEM,
          "cannot listen on " + address + ": " + reason,
          address instanceof LocalAddress.Port
              ? "choose another port, or 0 for any free one"
              : "choose another path",
          e);
    }
  }

  /**
   * Resolves an address to listen on.
   *
   * @throws CommandFailure if other machines would reach it, and may not
   */
  static InetSocketAddress inetAddress(LocalAddress.Port port, boolean isUnsafe)
      throws UnknownHostException, CommandFailure {
    InetAddress host = InetAddress.getByName(port.host());
    if (!host.isLoopbackAddress() && !isUnsafe) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "other machines would reach " + port,
          "--unsafe-listen allows that; whoever connects there is served with your rights");
    }
    return new InetSocketAddress(host, port.number());
  }

  private static ForwardListener onPort(Forwarding forwarding, InetSocketAddress address)
      throws IOException {
    // The wildcard of IPv4 is not that of IPv6.
    boolean isVersion4 = address.getAddress() instanceof Inet4Address;
    ServerSocketChannel channel =
        ServerSocketChannel.open(
            isVersion4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.bind(address, BACKLOG);
      return new ForwardListener(forwarding, channel, null);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static ForwardListener onSocket(Forwarding forwarding, LocalAddress.UnixSocket address)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      SocketFile file = SocketFile.listen(channel, address.file(), BACKLOG);
      return new ForwardListener(forwarding, channel, file);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  Forwarding forwarding() {
    return forwarding;
  }

  /** Has new connections go elsewhere from now on. */
  void leadTo(String service) {
    forwarding = new Forwarding(service, forwarding.address());
  }

  /** The address that it really has. */
  LocalAddress address() {
    return file == null ? port() : forwarding.address();
  }

  /** The port that it really has; only when it is one. */
  LocalAddress.Port port() {
    ServerSocket socket = channel.socket();
    return new LocalAddress.Port(socket.getInetAddress().getHostAddress(), socket.getLocalPort());
  }

  /** {@code forwarding SERVICE 127.0.0.1:PORT} with the real port. */
  @Override
  public String toString() {
    return "forwarding " + forwarding.service() + ' ' + address();
  }

  /** How many more connections of this listener may be on their way to the service. */
  Semaphore dials() {
    return dials;
  }

  /** Blocks until there is a connection, or the listener is closed. */
  SocketChannel accept() throws IOException {
    return channel.accept();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Ends listening; what was accepted goes on. A unix socket leaves no file behind. */
  void close() throws IOException {
    channel.close();
    if (file != null) {
      file.remove();
    }
  }
}
