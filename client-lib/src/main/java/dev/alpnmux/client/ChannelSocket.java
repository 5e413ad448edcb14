package dev.alpnmux.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket over a channel, so that many can be waited for at once. It blocks as any other until
 * {@link #unblockReads}; from then on a read fails when there is nothing yet. Writes always block.
 */
final class ChannelSocket extends SocketImpl {
  private volatile @Nullable SocketChannel channel;
  private volatile @Nullable Selector writing;

  /** Its reader asks often, and never for the place: the trace would cost more than the read. */
  private static final class NothingYetException extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;

    NothingYetException() {
      super("nothing has arrived yet");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** Lets reads fail with a {@link SocketTimeoutException} from now on instead of waiting. */
  SelectableChannel unblockReads() throws IOException {
    return open().configureBlocking(false);
  }

  private SocketChannel open() throws SocketException {
    SocketChannel open = channel;
    if (open == null) {
      throw new SocketException("Socket is closed");
    }
    return open;
  }

  /** The blocking calls of the channel with the timeouts of a socket. */
  private Socket adaptor() throws SocketException {
    return open().socket();
  }

  @Override
  protected void create(boolean isStream) throws IOException {
    channel = SocketChannel.open();
  }

  @Override
  protected void connect(SocketAddress to, int timeoutMillis) throws IOException {
    adaptor().connect(to, timeoutMillis);
    InetSocketAddress peer = (InetSocketAddress) to;
    address = peer.getAddress();
    port = peer.getPort();
    localport = adaptor().getLocalPort();
  }

  @Override
  protected void connect(String host, int toPort) throws IOException {
    connect(new InetSocketAddress(host, toPort), 0);
  }

  @Override
  protected void connect(InetAddress host, int toPort) throws IOException {
    connect(new InetSocketAddress(host, toPort), 0);
  }

  @Override
  protected void bind(InetAddress host, int toPort) throws IOException {
    adaptor().bind(new InetSocketAddress(host, toPort));
    localport = adaptor().getLocalPort();
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new SocketException("this socket does not listen");
  }

  @Override
  protected void accept(SocketImpl accepted) throws IOException {
    throw new SocketException("this socket does not listen");
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    return new Input(adaptor().getInputStream());
  }

  @Override
  protected OutputStream getOutputStream() {
    return new Output();
  }

  @Override
  protected int available() throws IOException {
    return adaptor().getInputStream().available();
  }

  @Override
  protected void close() throws IOException {
    SocketChannel open = channel;
    if (open != null) {
      open.close();
    }
    // To close a channel does not wake who waits for it, and only then its descriptor is closed.
    Selector waiting = writing;
    if (waiting != null) {
      waiting.wakeup();
    }
  }

  @Override
  protected void shutdownInput() throws IOException {
    open().shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    open().shutdownOutput();
  }

  @Override
  protected void sendUrgentData(int octet) throws IOException {
    throw new SocketException("urgent data is not supported");
  }

  @Override
  protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
    open().setOption(option, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> option) throws IOException {
    return open().getOption(option);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return SocketSettings.SUPPORTED;
  }

  /** The old way to set options: {@link Socket} has no other for these. */
  @Override
  public void setOption(int option, Object value) throws SocketException {
    if (option == SocketOptions.SO_TIMEOUT) {
      adaptor().setSoTimeout((Integer) value);
    } else if (option == SocketOptions.SO_LINGER) {
      adaptor().setSoLinger(value instanceof Integer, value instanceof Integer s ? s : 0);
    } else if (option == SocketOptions.TCP_NODELAY) {
      adaptor().setTcpNoDelay((Boolean) value);
    } else {
      throw new SocketException("use setOption(SocketOption)");
    }
  }

  @Override
  public Object getOption(int option) throws SocketException {
    if (option == SocketOptions.SO_TIMEOUT) {
      return adaptor().getSoTimeout();
    }
    if (option == SocketOptions.SO_BINDADDR) {
      return adaptor().getLocalAddress();
    }
    throw new SocketException("use getOption(SocketOption)");
  }

  private final class Input extends InputStream {
    private final InputStream blocking;

    Input(InputStream blocking) {
      this.blocking = blocking;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      SocketChannel open = open();
      if (open.isBlocking()) {
        return blocking.read(bytes, offset, length);
      }
      int count = open.read(ByteBuffer.wrap(bytes, offset, length));
      if (count == 0 && length > 0) {
        throw new NothingYetException();
      }
      return count;
    }

    @Override
    public int available() throws IOException {
      return blocking.available();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      SocketChannel open = open();
      ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
      while (rest.hasRemaining()) {
        if (open.write(rest) == 0) {
          awaitRoom(open);
        }
      }
    }

    private void awaitRoom(SocketChannel open) throws IOException {
      try (Selector selector = Selector.open()) {
        writing = selector;
        open.register(selector, SelectionKey.OP_WRITE);
        selector.select();
      } catch (ClosedChannelException e) {
        SocketException closed = new SocketException("Socket closed");
        closed.initCause(e);
        throw closed;
      } finally {
        writing = null;
      }
    }
  }
}
