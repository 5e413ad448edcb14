package dev.alpnmux.gateway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * An upstream for a great many connections that treats each in one bad or good way, and remembers
 * none. Its buffers are small, so that whoever writes to it has to wait soon.
 */
public final class MoodyUpstream implements AutoCloseable {
  /** What it does with a connection. */
  public enum Mood {
    /** Reads to the end, then ends. */
    DRAINS,
    /** Writes much, reads nothing, ends. */
    FLOODS,
    /** Reads and writes nothing, and resets when many others have come after it. */
    DEAF,
    /** Resets, at once or after a byte. */
    ABRUPT;

    /** The id of the service that has this upstream. */
    public String service() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int FLOOD_BYTES = 300_000;
  private static final int BUFFER_BYTES = 4096;
  private static final int HELD_MAX = 8;

  private final Mood mood;
  private final Optional<SSLContext> tls;
  private final ServerSocket server = new ServerSocket();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Held> held = new ArrayDeque<>();

  /** The TLS socket too: when nobody refers to it, the JDK closes what it is layered on. */
  private record Held(Socket wire, Socket socket) {}

  /**
   * Starts on a free port.
   *
   * @param tls the context to speak TLS by, if it does
   */
  public MoodyUpstream(Mood mood, Optional<SSLContext> tls) throws IOException {
    this.mood = mood;
    this.tls = tls;
    server.setReceiveBufferSize(BUFFER_BYTES);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    threads.execute(this::acceptAll);
  }

  /** What it does. */
  public Mood mood() {
    return mood;
  }

  /** Its address as the configuration writes it. */
  public String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket wire = server.accept();
        threads.execute(() -> serve(wire));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @SuppressWarnings("EmptyCatch") // That connections break is what this is for.
  private void serve(Socket wire) {
    try {
      wire.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
      if (mood == Mood.ABRUPT && ThreadLocalRandom.current().nextBoolean()) {
        reset(wire);
        return;
      }
      Socket socket = tls.isPresent() ? secured(tls.get(), wire) : wire;
      switch (mood) {
        case DRAINS -> drain(wire, socket);
        case FLOODS -> flood(wire, socket);
        case DEAF -> hold(new Held(wire, socket));
        default -> {
          socket.getInputStream().read();
          reset(wire);
        }
      }
    } catch (IOException broken) {
      closeQuietly(wire);
    }
  }

  private Socket secured(SSLContext context, Socket wire) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(wire, "client", wire.getPort(), true);
    socket.setUseClientMode(false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {mood.service()});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void drain(Socket wire, Socket socket) throws IOException {
    Bytes.receiveAll(socket.getInputStream());
    socket.close();
    wire.close();
  }

  private static void flood(Socket wire, Socket socket) throws IOException {
    Bytes.send(socket.getOutputStream(), FLOOD_BYTES, 1);
    socket.close();
    wire.close();
  }

  private void hold(Held connection) throws IOException {
    Held oldest = null;
    synchronized (held) {
      held.add(connection);
      if (held.size() > HELD_MAX) {
        oldest = held.remove();
      }
    }
    if (oldest != null) {
      reset(oldest.wire);
    }
  }

  private static void reset(Socket wire) throws IOException {
    wire.setSoLinger(true, 0);
    wire.close();
  }

  private static void closeQuietly(Socket wire) {
    try {
      wire.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets go of the connections that are held. */
  public void letGo() throws IOException {
    synchronized (held) {
      while (!held.isEmpty()) {
        reset(held.remove().wire);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    letGo();
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
