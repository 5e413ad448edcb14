package dev.alpnmux.cli.admin;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A connection over TCP or a unix socket, of which all steps together end by a deadline. Sockets of
 * the JDK have no timeouts for the second kind. For one thread; whoever opens it closes it.
 */
final class TimedConnection implements Closeable {
  private static final int PIECE_BYTES = 16 * 1024;

  private final SocketChannel channel;
  private final Selector selector;
  private final long deadline;

  private TimedConnection(SocketChannel channel, Selector selector, long deadline) {
    this.channel = channel;
    this.selector = selector;
    this.deadline = deadline;
  }

  /**
   * Connects; blocks until then.
   *
   * @param deadline when to give up, by {@link System#nanoTime}
   * @throws SocketTimeoutException if that is reached, as every step does
   */
  static TimedConnection open(SocketAddress address, long deadline) throws IOException {
    SocketChannel channel = channelFor(address);
    try {
      channel.configureBlocking(false);
      TimedConnection connection = new TimedConnection(channel, Selector.open(), deadline);
      connection.connect(address);
      return connection;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static SocketChannel channelFor(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  private void connect(SocketAddress address) throws IOException {
    try {
      boolean isConnected = channel.connect(address);
      while (!isConnected) {
        await(SelectionKey.OP_CONNECT);
        isConnected = channel.finishConnect();
      }
    } catch (IOException e) {
      selector.close();
      throw e;
    }
  }

  /** Blocks until the system has taken all of it. */
  void write(ByteBuffer octets) throws IOException {
    while (channel.write(octets) >= 0 && octets.hasRemaining()) {
      await(SelectionKey.OP_WRITE);
    }
  }

  /**
   * Returns all that comes until its end.
   *
   * @throws ProtocolException if it is more than {@code max} bytes
   */
  byte[] readToEnd(int max) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    for (int count = channel.read(piece); count >= 0; count = channel.read(piece)) {
      if (count == 0) {
        await(SelectionKey.OP_READ);
      }
      all.write(piece.array(), 0, piece.position());
      piece.clear();
      if (all.size() > max) {
        throw new ProtocolException("the answer is longer than " + max + " bytes");
      }
    }
    return all.toByteArray();
  }

  private void await(int operation) throws IOException {
    channel.register(selector, operation);
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0 || selector.select(left) == 0 && deadline - System.nanoTime() <= 0) {
      throw new SocketTimeoutException("out of time");
    }
    selector.selectedKeys().clear();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
