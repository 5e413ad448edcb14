package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
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
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a service. It reads and writes the service's bytes; the TLS below is its own
 * affair (there is none where the gateway is written {@code tcpmux://}). Whoever got it closes it.
 *
 * <p>Made by {@link AlpnmuxClient#connect(String)} it is connected. Made by {@link
 * ServiceSocketFactory#createSocket()} it is not: {@link #connect(SocketAddress, int)} then dials
 * the gateway, and options set before are applied to the connection.
 *
 * <p>As with any socket, one thread may read while another writes and a third closes. Calls block.
 * Streams may throw {@link ClientCertificateException} until the first byte has been read: TLS 1.3
 * refuses a client certificate only after the handshake. A write that fails because the gateway has
 * gone meanwhile is a plain {@link SocketException}; the read after it says why.
 *
 * <p>In TLS 1.3 {@link #shutdownOutput} ends the sending side with a close_notify and leaves the
 * other open: read to the end for the reply. In TLS 1.2 Java can only close both, so it throws
 * {@link UnsupportedOperationException} rather than lose a reply; see {@link #canHalfClose}. A peer
 * that ends the TCP connection without close_notify reads as end of stream, as in all of Java, and
 * as a reset if something could not be sent to it any more.
 */
// Socket's monitor guards nothing here, and close must not wait for another call.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
public final class ServiceSocket extends Socket {
  private final AlpnmuxClient client;
  private final @Nullable List<ApplicationProtocol> asked;
  private final SocketSettings settings = new SocketSettings();
  private final AtomicBoolean isDialled = new AtomicBoolean();
  private volatile @Nullable Dialer dialer;
  private volatile @Nullable Connection connection;
  private volatile boolean isClosed;

  /** Made without ids, it asks for the service that the host to connect to names. */
  ServiceSocket(AlpnmuxClient client, @Nullable List<ApplicationProtocol> asked)
      throws SocketException {
    super((SocketImpl) null);
    this.client = client;
    this.asked = asked;
  }

  /**
   * {@return the acknowledged service: the one of the asked ids that the gateway chose, in its
   * written form ({@link ApplicationProtocol#toString})}
   *
   * @throws IllegalStateException if this was never connected
   */
  public String service() {
    return opened().service().toString();
  }

  /**
   * {@return the gateway that serves this connection}
   *
   * @throws IllegalStateException if this was never connected
   */
  public GatewayAddress gateway() {
    return opened().gateway();
  }

  /**
   * {@return the TLS session: version, cipher suite, the gateway's certificates}
   *
   * @throws IllegalStateException if this was never connected, or its {@link #gateway} is a TCPMUX
   *     server: then there is no TLS
   */
  public SSLSession tls() {
    return opened()
        .tls()
        .orElseThrow(() -> new IllegalStateException("TCPMUX is clear text: there is no TLS"))
        .getSession();
  }

  /**
   * {@return how long the steps of the connect took}
   *
   * @throws IllegalStateException if this was never connected
   */
  public Timings timings() {
    return opened().timings();
  }

  /**
   * Whether {@link #shutdownOutput} works: in TLS 1.3 and in clear text.
   *
   * @return true in TLS 1.3 and in clear text
   * @throws IllegalStateException if this was never connected
   */
  public boolean canHalfClose() {
    return opened().canHalfClose();
  }

  /** To be called before the connect: makes {@link #unblockReads} possible. */
  void makeSelectable() {
    settings.selectable();
  }

  /**
   * Lets reads return at once from now on: with bytes, with the end of the stream, or with a {@link
   * SocketTimeoutException} when nothing has arrived yet. No byte is lost by that. Writes still
   * block. For one thread that waits for many sockets; to be called before a thread reads.
   *
   * @return the TCP connection, to be registered with a {@link java.nio.channels.Selector} for
   *     {@link java.nio.channels.SelectionKey#OP_READ}. Read until nothing is there before you wait
   *     again. Its own bytes are TLS: never read or close it. A closed socket keeps its descriptor
   *     until the selector selects again, as every channel does: wake it up
   * @throws IllegalStateException if this was not connected by {@link
   *     AlpnmuxClient#connectSelectable}
   * @throws IOException if this socket is closed
   */
  public SelectableChannel unblockReads() throws IOException {
    return opened().raw().unblockReads();
  }

  private Connection opened() {
    Connection open = connection;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    return open;
  }

  private Connection usable() throws SocketException {
    Connection open = connection;
    if (isClosed()) {
      throw new SocketException("Socket is closed");
    }
    if (open == null) {
      throw new SocketException("Socket is not connected");
    }
    return open;
  }

  /**
   * Dials the gateway in the client's own time; otherwise as {@link #connect(SocketAddress, int)}.
   */
  @Override
  public void connect(@Nullable SocketAddress address) throws IOException {
    dial(address, client.connectTimeout());
  }

  /**
   * Dials the gateway. Blocks until the service is reached; closes this socket when that fails.
   *
   * @param address ignored where a service is configured; otherwise its host, which must not have
   *     been looked up, is the service
   * @param timeoutMillis the deadline over name lookup, TCP and TLS; 0 for the client's own
   * @throws AlpnmuxException if the service cannot be reached; its kind says why
   * @throws SocketException if this socket is closed, also by another thread meanwhile, or was
   *     connected before
   */
  @Override
  public void connect(@Nullable SocketAddress address, int timeoutMillis) throws IOException {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("a timeout is not negative but was " + timeoutMillis);
    }
    dial(address, timeoutMillis == 0 ? client.connectTimeout() : Duration.ofMillis(timeoutMillis));
  }

  private void dial(@Nullable SocketAddress address, Duration timeout) throws IOException {
    if (!isDialled.compareAndSet(false, true)) {
      throw new SocketException("already connected");
    }
    boolean isOpen = false;
    try {
      List<ApplicationProtocol> services = asked == null ? HostService.of(address, client) : asked;
      Dialer dialling = new Dialer(client, services, settings, timeout);
      dialer = dialling;
      if (isClosed) {
        throw new SocketException("Socket is closed");
      }
      Connection dialled = dialling.dial();
      connection = dialled;
      isOpen = !isClosed;
    } finally {
      if (!isOpen) {
        close();
      }
    }
    usable();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return usable().input();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return usable().output();
  }

  /**
   * Ends the sending side; the other stays open.
   *
   * @throws UnsupportedOperationException in TLS 1.2, where this would lose the reply
   */
  @Override
  public void shutdownOutput() throws IOException {
    Connection open = usable();
    if (!open.canHalfClose()) {
      throw new UnsupportedOperationException("TLS 1.2 cannot end one direction only");
    }
    open.stream().shutdownOutput();
  }

  @Override
  public void shutdownInput() throws IOException {
    usable().stream().shutdownInput();
  }

  /**
   * Sends close_notify where that is possible within a second, and closes. May be called from any
   * thread; calls that block on this socket fail then, a connect too.
   */
  @Override
  public void close() throws IOException {
    isClosed = true;
    Dialer dialling = dialer;
    if (dialling != null) {
      dialling.cancel();
    }
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public boolean isConnected() {
    return connection != null;
  }

  @Override
  public boolean isClosed() {
    Connection open = connection;
    return isClosed || open != null && open.stream().isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    Connection open = connection;
    return open != null && open.stream().isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    Connection open = connection;
    return open != null && open.stream().isOutputShutdown();
  }

  @Override
  public boolean isBound() {
    return isConnected() || settings.localAddress() != null;
  }

  /** Remembers the local address for the connect to come. */
  @Override
  public void bind(@Nullable SocketAddress address) throws IOException {
    if (isDialled.get()) {
      throw new SocketException("already connected");
    }
    settings.localAddress(address);
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    Connection open = connection;
    return open == null ? null : open.raw().getInetAddress();
  }

  @Override
  public int getPort() {
    Connection open = connection;
    return open == null ? 0 : open.raw().getPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    Connection open = connection;
    return open == null ? null : open.raw().getRemoteSocketAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    Connection open = connection;
    // As in every socket that is not bound: the address that stands for any.
    return open == null ? new InetSocketAddress(0).getAddress() : open.raw().getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    Connection open = connection;
    return open == null ? -1 : open.raw().getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    Connection open = connection;
    return open == null ? settings.localAddress() : open.raw().getLocalSocketAddress();
  }

  /** Returns nothing: TLS has no channel. */
  @Override
  public @Nullable SocketChannel getChannel() {
    return null;
  }

  @Override
  public <T> Socket setOption(SocketOption<T> option, T value) throws IOException {
    Connection open = connection;
    if (open == null) {
      settings.put(option, value);
    } else {
      open.raw().setOption(option, value);
    }
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> option) throws IOException {
    Connection open = connection;
    return open == null ? settings.value(option) : open.raw().getOption(option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return SocketSettings.SUPPORTED;
  }

  private <T> void set(SocketOption<T> option, T value) throws SocketException {
    try {
      setOption(option, value);
    } catch (IOException e) {
      throw socketException(e);
    }
  }

  private <T> T get(SocketOption<T> option) throws SocketException {
    try {
      return getOption(option);
    } catch (IOException e) {
      throw socketException(e);
    }
  }

  private static SocketException socketException(IOException failure) {
    if (failure instanceof SocketException socket) {
      return socket;
    }
    SocketException wrapped = new SocketException(failure.getMessage());
    wrapped.initCause(failure);
    return wrapped;
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    set(StandardSocketOptions.TCP_NODELAY, on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return get(StandardSocketOptions.TCP_NODELAY);
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return get(StandardSocketOptions.SO_KEEPALIVE);
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return get(StandardSocketOptions.SO_REUSEADDR);
  }

  @Override
  public void setSendBufferSize(int bytes) throws SocketException {
    set(StandardSocketOptions.SO_SNDBUF, positive(bytes));
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_SNDBUF);
  }

  @Override
  public void setReceiveBufferSize(int bytes) throws SocketException {
    set(StandardSocketOptions.SO_RCVBUF, positive(bytes));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_RCVBUF);
  }

  private static int positive(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a buffer size is positive but was " + bytes);
    }
    return bytes;
  }

  @Override
  public void setTrafficClass(int trafficClass) throws SocketException {
    set(StandardSocketOptions.IP_TOS, trafficClass);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return get(StandardSocketOptions.IP_TOS);
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    set(StandardSocketOptions.SO_LINGER, on ? seconds : -1);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return get(StandardSocketOptions.SO_LINGER);
  }

  /** Bounds each read; connecting has a deadline of its own. */
  @Override
  public void setSoTimeout(int millis) throws SocketException {
    if (millis < 0) {
      throw new IllegalArgumentException("a timeout is not negative but was " + millis);
    }
    settings.readTimeout(millis);
    Connection open = connection;
    if (open != null) {
      open.raw().setSoTimeout(millis);
    }
  }

  @Override
  public int getSoTimeout() {
    return settings.readTimeout();
  }

  /** Has no effect: TCP urgent data does not exist within TLS. */
  @Override
  public void setOOBInline(boolean on) {}

  @Override
  public boolean getOOBInline() {
    return false;
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    throw new SocketException("urgent data does not exist within TLS");
  }

  /** Has no effect, as in Java's own sockets. */
  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {}

  @Override
  public String toString() {
    Connection open = connection;
    return open == null
        ? "ServiceSocket[unconnected]"
        : "ServiceSocket[" + open.service() + " at " + open.gateway() + ']';
  }
}
