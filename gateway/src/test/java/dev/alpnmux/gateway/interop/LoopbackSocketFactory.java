package dev.alpnmux.gateway.interop;

import dev.alpnmux.gateway.testing.RunningGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one port of this machine whatever host is named: for a driver that knows a host by
 * the name in its certificate, which no resolver here knows. The driver makes it by its class name.
 */
public final class LoopbackSocketFactory extends SocketFactory {
  private final int port;

  /** Called by the driver, with its {@code socketFactoryArg}. */
  public LoopbackSocketFactory(String port) {
    this.port = Integer.parseInt(port);
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        (int) RunningGateway.PATIENCE.toMillis());
    return socket;
  }

  @Override
  public Socket createSocket(@Nullable String host, int ignored) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(
      @Nullable String host, int ignored, @Nullable InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(@Nullable InetAddress host, int ignored) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(
      @Nullable InetAddress host, int ignored, @Nullable InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }
}
