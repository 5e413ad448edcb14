package dev.alpnmux.gateway.linux;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * One connected socket, or one that is being connected. It is registered once, for every edge of
 * both directions, and the registration is never changed: back-pressure is not to read. An event is
 * a hint; what is true, the system calls say. Only for its event loop.
 */
final class StreamSocket implements EpollIoHandle {
  /** Who is told when something can be done. */
  interface Watcher {
    /** Bytes, an end or a break may wait to be read. */
    void readable();

    /** There may be room to write, or a connect has come to its end. */
    void writable();

    /** A call of the other two failed in a way that it should not. */
    void failed(Throwable bug);
  }

  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_CORK = 3;
  private static final int ERR_HUP = EpollIoOps.EPOLLERR.value() | 0x10; // EPOLLHUP of epoll_ctl(2)
  private static final int ENDS = EpollIoOps.EPOLLRDHUP.value() | ERR_HUP;
  private static final int READS = EpollIoOps.EPOLLIN.value() | ENDS;
  private static final int WRITES = EpollIoOps.EPOLLOUT.value() | ERR_HUP;
  private static final EpollIoOps EVERY_EDGE =
      EpollIoOps.EPOLLIN
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.EPOLLET);

  private final FileDescriptor fd;
  private @Nullable Socket asSocket;
  private @Nullable LinuxLoop loop;
  private @Nullable IoRegistration registration;
  private Watcher watcher;
  private boolean bytesMayWait;
  private boolean endMayBeNear;
  private boolean breakMayBeNear;
  private boolean hasEnded;
  private boolean isOpen = true;

  /**
   * @param fd a non-blocking stream socket; closed with this object
   */
  StreamSocket(FileDescriptor fd, Watcher watcher) {
    this.fd = fd;
    this.watcher = watcher;
  }

  /** Hands the socket over to another watcher. */
  void watchedBy(Watcher next) {
    watcher = next;
  }

  /** Lets the watcher see what is there, without having been told of anything. */
  void look() {
    watcher.readable();
  }

  /** Asks for events. What is already there is told, too. */
  void register(LinuxLoop with) throws IOException {
    if (registration != null) {
      return;
    }
    var registering = with.eventLoop().register(this);
    if (!registering.isSuccess()) {
      throw new IOException("the event loop takes no socket", registering.cause());
    }
    loop = with;
    registration = registering.getNow();
    submit(registration);
  }

  /**
   * Asks to be told once more of what is there now: who stops in the middle, to let other
   * connections have their turn, gets no new edge for the rest.
   */
  void tellAgain() throws IOException {
    if (registration != null && isOpen) {
      submit(registration);
    }
  }

  private static void submit(IoRegistration to) throws IOException {
    try {
      to.submit(EVERY_EDGE);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public FileDescriptor fd() {
    return fd;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    int ops = ((EpollIoEvent) event).ops().value();
    try {
      bytesMayWait |= (ops & READS) != 0;
      endMayBeNear |= (ops & ENDS) != 0;
      breakMayBeNear |= (ops & ERR_HUP) != 0;
      if (isOpen && (ops & WRITES) != 0) {
        watcher.writable();
      }
      if (isOpen && (ops & READS) != 0) {
        watcher.readable();
      }
    } catch (RuntimeException | Error bug) {
      // Whatever leaves this method would stop the event loop for a second.
      watcher.failed(bug);
    }
  }

  /**
   * Reads at most {@code count} bytes. Fewer mean that nothing is left but perhaps an end.
   *
   * @return how many; 0 when there are none now; -1 at the end of the stream
   * @throws IOException if the connection is broken
   */
  int read(long address, int count) throws IOException {
    int read = hasEnded ? -1 : fd.readAddress(address, 0, count);
    bytesMayWait = read == count;
    if (read < 0) {
      hasEnded = true;
    } else if (read == 0) {
      endMayBeNear = false;
    }
    return read;
  }

  /**
   * Reads into an empty pipe what it has room for. Whether more is left is not known then.
   *
   * @return how many; 0 when there are none now, and at the end of the stream, too
   * @throws IOException if the connection is broken
   */
  int read(Pipe pipe) throws IOException {
    bytesMayWait = true;
    return hasEnded ? 0 : pipe.fill(fd);
  }

  /**
   * Writes what there is room for. Bytes left in the pipe mean that an event tells of more room.
   *
   * @throws IOException if the connection is broken
   */
  void write(Pipe pipe) throws IOException {
    pipe.drain(fd);
  }

  /**
   * Writes what there is room for. Fewer than {@code count} mean that an event tells of more room.
   *
   * @return how many
   * @throws IOException if the connection is broken
   */
  int write(long address, int count) throws IOException {
    return fd.writeAddress(address, 0, count);
  }

  /** Whether there may be something that no read has shown yet; if not, an event will tell. */
  boolean bytesMayWait() {
    return bytesMayWait || endMayBeNear();
  }

  /**
   * Lets the bytes that are written next wait for the FIN behind them: both leave in one segment,
   * and wake the peer once. Only where the end of the output comes in this turn.
   */
  void cork() {
    try {
      socket().setIntOpt(IPPROTO_TCP, TCP_CORK, 1);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a socket that is not TCP, or gone: its bytes leave at once", e);
    }
  }

  /** Whether to read on after a short read, because an end was announced. */
  boolean endMayBeNear() {
    return endMayBeNear && !hasEnded;
  }

  /** Whether the peer's end of stream has been read. */
  boolean hasEnded() {
    return hasEnded;
  }

  /** Whether the connection broke without anybody having read or written. */
  boolean isBroken() {
    if (!breakMayBeNear) {
      return false;
    }
    breakMayBeNear = false;
    try {
      return socket().getSoError() != 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Its own address; of a TCP socket only. */
  InetSocketAddress localAddress() {
    return socket().localAddress();
  }

  /** Sends FIN behind all that was written. A peer that is gone needs none. */
  void shutdownOutput() {
    try {
      socket().shutdown(false, true);
    } catch (IOException | NotYetConnectedException e) {
      LOG.log(Level.DEBUG, "both directions of the socket are over already", e);
    }
  }

  /** Closes; with unread bytes the system turns that into a reset. */
  @Override
  public void close() {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    if (loop == null) {
      closeDescriptor();
    } else {
      loop.closing().add(this);
    }
  }

  /** Only for {@link ClosingSockets}. */
  void closeDescriptor() {
    try {
      fd.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "close(2) reports what a write before it met", e);
    }
    // In the same breath: the next socket may get the same number.
    if (registration != null) {
      registration.cancel();
    }
  }

  /** Drops what is queued, and sends RST. A unix socket knows none: its peer sees an end. */
  void reset() {
    if (!isOpen) {
      return;
    }
    try {
      socket().setSoLinger(0);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a socket that is reset already takes no option", e);
    }
    close();
  }

  /** Whether events are told: not in the turn in which the socket was accepted. */
  boolean isRegistered() {
    return registration != null;
  }

  boolean isOpen() {
    return isOpen;
  }

  /**
   * The same descriptor with the calls of a socket. Made when one is needed: the constructor asks
   * the system for the address family.
   */
  private Socket socket() {
    if (asSocket == null) {
      asSocket = fd instanceof Socket socket ? socket : new Socket(fd.intValue());
    }
    return asSocket;
  }
}
