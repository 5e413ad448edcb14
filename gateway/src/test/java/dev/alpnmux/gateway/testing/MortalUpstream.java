package dev.alpnmux.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An upstream that returns every byte, for many connections; it can die, and come back. */
public final class MortalUpstream implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;

  private final Optional<SSLContext> tls;
  private final String protocol;
  private final InetSocketAddress address;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private ServerSocket server;

  /**
   * Starts on a free port.
   *
   * @param tls the context to speak TLS by, if it does
   * @param protocol the ALPN id that it then acknowledges
   */
  public MortalUpstream(Optional<SSLContext> tls, String protocol) throws IOException {
    this.tls = tls;
    this.protocol = protocol;
    this.server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.address = (InetSocketAddress) server.getLocalSocketAddress();
    threads.execute(() -> acceptAll(server));
  }

  private static ServerSocket listen(InetSocketAddress address) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(address, 1024);
    return socket;
  }

  /** Its address as the configuration writes it. */
  public String address() {
    return "127.0.0.1:" + address.getPort();
  }

  /** Stops listening, and resets every connection. */
  public void die() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.setSoLinger(true, 0);
      connection.close();
    }
  }

  /** Listens again. */
  public void rise() throws IOException {
    ServerSocket risen = listen(address);
    server = risen;
    threads.execute(() -> acceptAll(risen));
  }

  private void acceptAll(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket connection = listening.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @SuppressWarnings("EmptyCatch") // It dies in the midst of connections: that is what it is for.
  private void serve(Socket connection) {
    try (connection) {
      connection.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
      connection.setTcpNoDelay(true);
      Socket socket = tls.isPresent() ? secured(tls.get(), connection) : connection;
      echo(socket.getInputStream(), socket.getOutputStream());
      socket.shutdownOutput();
      socket.close();
    } catch (IOException broken) {
      // The gateway, or this upstream, has ended it.
    } finally {
      connections.remove(connection);
    }
  }

  private Socket secured(SSLContext context, Socket wire) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(wire, "client", wire.getPort(), true);
    socket.setUseClientMode(false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void echo(InputStream input, OutputStream output) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int count = input.read(chunk); count >= 0; count = input.read(chunk)) {
      output.write(chunk, 0, count);
      output.flush();
    }
  }

  @Override
  public void close() throws IOException {
    die();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(RunningGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("connections of the upstream are left");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
