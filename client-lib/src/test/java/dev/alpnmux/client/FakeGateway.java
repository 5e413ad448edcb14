package dev.alpnmux.client;

import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The other side on 127.0.0.1: accepts connections and does with them what a test wants. */
final class FakeGateway implements Closeable {
  static final int WAIT_SECONDS = 20;
  private static final int HELLO_MAX = 65_536;

  /** What to do with one accepted connection, which is closed afterwards. */
  interface Behaviour {
    void serve(Socket accepted, FakeGateway gateway) throws IOException;
  }

  final BlockingQueue<ClientHello> hellos = new LinkedBlockingQueue<>();
  final AtomicInteger accepted = new AtomicInteger();
  final CountDownLatch end = new CountDownLatch(1);

  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile @Nullable IOException lastFailure;

  private FakeGateway(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  static FakeGateway start(Behaviour behaviour) throws IOException {
    return new FakeGateway(behaviour);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The address by a name that the test certificates carry. */
  String address() {
    return "localhost:" + port();
  }

  /** A builder of a client that trusts the test authority and goes to this gateway. */
  AlpnmuxClient.Builder client() {
    return AlpnmuxClient.newBuilder().gateway(address()).trust(TestPki.trust());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
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

  /** Reads the client's hello, and keeps it for the test. */
  ClientHello readHello(Socket socket) throws IOException {
    ClientHelloReader reader = new ClientHelloReader(HELLO_MAX);
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[HELLO_MAX];
    for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
      if (reader.read(ByteBuffer.wrap(bytes, 0, count)) instanceof HelloResult.Complete complete) {
        hellos.add(complete.hello());
        return complete.hello();
      }
    }
    throw new IOException("no hello");
  }

  ClientHello nextHello() throws InterruptedException {
    ClientHello hello = hellos.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (hello == null) {
      throw new AssertionError("no hello came; last failure: " + lastFailure);
    }
    return hello;
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("a connection of the fake gateway does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
