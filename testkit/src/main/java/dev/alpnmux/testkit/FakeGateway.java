package dev.alpnmux.testkit;

import dev.alpnmux.spec.ClientHello;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's stand-in on a free port of 127.0.0.1: accepts connections, and does with each what a
 * test wants.
 *
 * <pre>{@code
 * try (FakeGateway gateway = FakeGateway.start(Misbehaviour.STALL)) {
 *   // whatever connects to gateway.address() and trusts gateway.authority()
 *   ClientHello hello = gateway.nextHello();
 * }
 * }</pre>
 *
 * Thread-safe. Each connection is served on a thread of its own; whoever started the gateway closes
 * it.
 */
public final class FakeGateway implements Closeable {
  /** Nothing here waits longer. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int BACKLOG = 50;

  /** What to do with an accepted connection. */
  @FunctionalInterface
  public interface Behaviour {
    /**
     * Serves one connection, which is closed afterwards. It may block: closing the gateway closes
     * the socket and interrupts the thread.
     *
     * @throws IOException if the client turns away, which is no failure of the test
     */
    void serve(Socket accepted, FakeGateway gateway) throws IOException;
  }

  private final Queue<ClientHello> hellos = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<ClientHello> unseen = new LinkedBlockingQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final ExecutorService threads = Executors.newCachedThreadPool(FakeGateway::daemon);
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Exception lastFailure;

  private FakeGateway(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "fake gateway");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts one that does this with every connection, such as a {@link Misbehaviour} or a {@link
   * TlsGateway}.
   *
   * @throws IOException if no port can be had
   */
  public static FakeGateway start(Behaviour behaviour) throws IOException {
    return new FakeGateway(behaviour);
  }

  /**
   * Starts one that serves these services, in TLS 1.3 with {@link TestCertificates#SERVER}, and
   * sends back what it receives. Any other service is refused with alert 120.
   *
   * @throws IOException if no port can be had
   */
  public static FakeGateway serving(String... services) throws IOException {
    return start(TlsGateway.with(TestCertificates.SERVER).services(services));
  }

  /** Returns the port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Returns its address, {@code localhost:PORT}: a name that its certificate carries. */
  public String address() {
    return "localhost:" + port();
  }

  /** Returns a PEM file with the authority that clients trust; deleted when the JVM ends. */
  public Path authority() {
    return TestCertificates.CA.certificateFile();
  }

  /** Returns how many connections it has accepted. */
  public int accepted() {
    return accepted.get();
  }

  /** Returns what clients have asked for so far, in the order of arrival. */
  public List<ClientHello> hellos() {
    return List.copyOf(hellos);
  }

  /**
   * Returns the next hello that was not returned yet. Blocks until there is one, for at most {@link
   * #PATIENCE}.
   *
   * @throws AssertionError if none comes
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public ClientHello nextHello() throws InterruptedException {
    ClientHello hello = unseen.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (hello == null) {
      throw new AssertionError("no hello came in " + PATIENCE + "; last failure: " + lastFailure);
    }
    return hello;
  }

  /**
   * Reads the client's hello, and keeps it for the test. For a {@link Behaviour}; blocks.
   *
   * @throws IOException if the client sends no whole hello
   */
  public ClientHello readHello(Socket socket) throws IOException {
    return receiveHello(socket).hello();
  }

  ReceivedHello receiveHello(Socket socket) throws IOException {
    ReceivedHello received = ReceivedHello.from(socket.getInputStream());
    hellos.add(received.hello());
    unseen.add(received.hello());
    return received;
  }

  /** Reads until the client ends its sending side, and drops it. For a {@link Behaviour}. */
  public static void drain(Socket socket) throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /**
   * Returns whether the gateway is closed, after waiting that long for it. For a {@link Behaviour}.
   */
  public boolean isClosedWithin(Duration wait) {
    try {
      return end.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Only its end interrupts the threads of a gateway.
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        // Nagle's algorithm would hold the first answer back, behind the session tickets.
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        accepted.incrementAndGet();
        threads.execute(() -> serve(socket));
      } catch (IOException | RejectedExecutionException e) {
        lastFailure = e;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behaviour.serve(socket, this);
    } catch (IOException e) {
      // A client that turns away is what most tests are about.
      lastFailure = e;
    }
  }

  /**
   * Stops listening, closes all connections, and waits for their threads.
   *
   * @throws IOException if one does not end within {@link #PATIENCE}
   */
  @Override
  public void close() throws IOException {
    end.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("a connection of the fake gateway does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
