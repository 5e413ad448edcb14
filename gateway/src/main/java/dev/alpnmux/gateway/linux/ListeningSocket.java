package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.wire.FailureText;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on one event loop. The registration is level-triggered and takes one
 * connection in a turn: those that are served already have theirs before the next. Only for its
 * event loop.
 */
final class ListeningSocket implements EpollIoHandle {
  /** Told of each connection, which is its own from then on. */
  interface Acceptor {
    void accepted(FileDescriptor connection, InetSocketAddress client);
  }

  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");
  // struct sockaddr_in6, with its length before it
  private static final int ADDRESS_BYTES = 26;
  private static final long PAUSE_MILLIS = 100;

  private final LinuxSocket socket;
  private final IoEventLoop eventLoop;
  private final Acceptor acceptor;
  private final byte[] address = new byte[ADDRESS_BYTES];
  private @Nullable IoRegistration registration;
  private boolean isPausing;
  private boolean isClosed;

  /**
   * @param socket bound and listening; closed with this object
   */
  ListeningSocket(LinuxSocket socket, IoEventLoop eventLoop, Acceptor acceptor) {
    this.socket = socket;
    this.eventLoop = eventLoop;
    this.acceptor = acceptor;
  }

  /** Starts accepting. */
  void open() {
    if (isClosed) {
      return;
    }
    registration = eventLoop.register(this).syncUninterruptibly().getNow();
    registration.submit(EpollIoOps.EPOLLIN);
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    if (isClosed) {
      return;
    }
    int accepted;
    try {
      accepted = socket.accept(address);
    } catch (IOException e) {
      pause(e);
      return;
    }
    isPausing = false;
    if (accepted >= 0) {
      hand(new FileDescriptor(accepted));
    }
  }

  private void hand(FileDescriptor connection) {
    try {
      acceptor.accepted(connection, NativeInetAddress.address(address, 1, address[0]));
    } catch (RuntimeException | Error bug) {
      // Whatever leaves this method would stop the event loop for a second.
      LOG.log(Level.ERROR, "an accepted connection is dropped: the gateway failed", bug);
    }
  }

  /** Without this, an error that lasts, as of too many open files, would be met in every turn. */
  private void pause(IOException why) {
    if (!isPausing) {
      // Once for as long as it lasts.
      isPausing = true;
      LOG.log(Level.WARNING, "accepting pauses until this is over: " + FailureText.of(why));
    }
    if (registration != null) {
      registration.cancel();
    }
    eventLoop.schedule(this::open, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Stops accepting; what the system has accepted already is reset by it. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a listening socket did not close in order", e);
    }
    if (registration != null) {
      registration.cancel();
    }
  }
}
