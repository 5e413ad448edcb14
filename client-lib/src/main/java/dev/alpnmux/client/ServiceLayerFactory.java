package dev.alpnmux.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lays the TLS of one service over TCP connections that somebody else has made, or has it make to
 * an address of his. The host is where to connect to; the name that is verified is the service's.
 */
final class ServiceLayerFactory extends SSLSocketFactory {
  private final ServiceTls tls;
  private final Supplier<SSLContext> contexts;

  ServiceLayerFactory(ServiceTls tls, Supplier<SSLContext> contexts) {
    this.tls = tls;
    this.contexts = contexts;
  }

  @Override
  public Socket createSocket(Socket raw, @Nullable String ignoredHost, int port, boolean autoClose)
      throws IOException {
    SSLSocketFactory factory = contexts.get().getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(raw, tls.peer().host(), port, autoClose);
    socket.setSSLParameters(tls.in(socket.getSSLParameters()));
    return socket;
  }

  /** JSSE would verify the name of the address that such a socket is connected to later. */
  @Override
  public Socket createSocket() throws SocketException {
    throw new SocketException("connect first, and lay TLS over that; or use a socketFactory");
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(null, new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, @Nullable InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(null, new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, @Nullable InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
  }

  private Socket connected(@Nullable InetSocketAddress local, InetSocketAddress address)
      throws IOException {
    Socket raw = new Socket();
    boolean isLayered = false;
    try {
      if (local != null) {
        raw.bind(local);
      }
      raw.connect(address);
      Socket socket = createSocket(raw, null, address.getPort(), true);
      isLayered = true;
      return socket;
    } finally {
      if (!isLayered) {
        raw.close();
      }
    }
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return contexts.get().getSocketFactory().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return contexts.get().getSocketFactory().getSupportedCipherSuites();
  }
}
