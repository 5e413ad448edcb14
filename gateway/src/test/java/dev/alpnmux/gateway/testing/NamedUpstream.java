package dev.alpnmux.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream that says its one-letter name to everyone who connects, then ends when its peer does.
 * It can die, and rise again with the same port.
 */
public final class NamedUpstream implements AutoCloseable {
  private final char name;
  private final InetSocketAddress address;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private ServerSocket server;

  /** Starts on a free port. */
  public NamedUpstream(char name) throws IOException {
    this(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Starts there; port 0 is a free one. */
  public NamedUpstream(char name, InetSocketAddress at) throws IOException {
    this.name = name;
    this.server = new ServerSocket(at.getPort(), 50, at.getAddress());
    this.address = (InetSocketAddress) server.getLocalSocketAddress();
    start(server);
  }

  /** Its address as the configuration writes it. */
  public String address() {
    return address.getHostString() + ':' + address.getPort();
  }

  /** Its port. */
  public int port() {
    return address.getPort();
  }

  /** How many connections it has accepted. */
  public int accepted() {
    return accepted.get();
  }

  /** Accepts no more, and resets what it has. */
  public void die() throws IOException {
    server.close();
    for (Socket connection : connections) {
      reset(connection);
    }
    connections.clear();
  }

  private static void reset(Socket connection) throws IOException {
    try {
      connection.setSoLinger(true, 0);
    } catch (SocketException e) {
      // It may have ended with its peer just now.
      if (!connection.isClosed()) {
        throw e;
      }
    }
    connection.close();
  }

  /** Accepts again. */
  public void rise() throws IOException {
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(address, 50);
    start(server);
  }

  private void start(ServerSocket listening) {
    Thread thread = new Thread(() -> accept(listening), "upstream " + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket connection = listening.accept();
        accepted.incrementAndGet();
        connections.add(connection);
        connection.getOutputStream().write(name);
        Thread thread = new Thread(() -> endWithItsPeer(connection), "upstream " + name);
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // Death interrupts the accept, and may overtake the name.
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void endWithItsPeer(Socket connection) {
    try (connection) {
      connection.getInputStream().readAllBytes();
    } catch (IOException e) {
      System.getLogger(NamedUpstream.class.getName())
          .log(System.Logger.Level.DEBUG, "reset, by its peer or by death", e);
    }
    connections.remove(connection);
  }

  @Override
  public void close() throws IOException {
    die();
  }
}
