package dev.alpnmux.gateway.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An upstream that plays a script with each connection, on a thread of its own, and keeps what the
 * script returns. Closing it closes every connection.
 */
public final class ScriptedUpstream<T> implements AutoCloseable {
  /** What to do with one connection; it is closed afterwards. */
  @FunctionalInterface
  public interface Script<T> {
    /** Returns what it saw. */
    T play(UpstreamPeer peer) throws Exception;
  }

  @FunctionalInterface
  private interface Acceptor {
    UpstreamPeer accept() throws IOException;
  }

  private static final long PATIENCE_SECONDS = RunningGateway.PATIENCE.toSeconds();

  private final String address;
  private final Closeable listening;
  private final Acceptor acceptor;
  private final Script<T> script;
  private final BlockingQueue<CompletableFuture<T>> results = new LinkedBlockingQueue<>();
  private final Set<UpstreamPeer> peers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Thread acceptance;
  private volatile boolean isClosed;

  private ScriptedUpstream(
      String address, Closeable listening, Acceptor acceptor, Script<T> script) {
    this.address = address;
    this.listening = listening;
    this.acceptor = acceptor;
    this.script = script;
    this.acceptance = startThread("upstream", this::acceptAll);
  }

  /** Starts one on a free TCP port. */
  public static <T> ScriptedUpstream<T> tcp(Script<T> script) throws IOException {
    ServerSocket server = listen();
    return new ScriptedUpstream<>(
        written(server), server, () -> UpstreamPeer.of(accept(server)), script);
  }

  /** Starts one on a free TCP port that speaks TLS; the handshake is the script's to begin. */
  public static <T> ScriptedUpstream<T> tls(SSLContext context, Script<T> script)
      throws IOException {
    ServerSocket server = listen();
    return new ScriptedUpstream<>(written(server), server, () -> secure(server, context), script);
  }

  /** Starts one on a unix socket. */
  public static <T> ScriptedUpstream<T> unix(Script<T> script) throws IOException {
    Path folder = Files.createTempDirectory("alpnmux");
    folder.toFile().deleteOnExit();
    Path path = folder.resolve("upstream.sock");
    path.toFile().deleteOnExit();
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    return new ScriptedUpstream<>(
        "unix:" + path, server, () -> UpstreamPeer.of(server.accept()), script);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
  }

  private static String written(ServerSocket server) {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private static Socket accept(ServerSocket server) throws IOException {
    Socket socket = server.accept();
    socket.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
    return socket;
  }

  private static UpstreamPeer secure(ServerSocket server, SSLContext context) throws IOException {
    Socket wire = accept(server);
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(wire, "client", wire.getPort(), true);
    tls.setUseClientMode(false);
    return UpstreamPeer.of(wire, tls);
  }

  private void acceptAll() {
    while (!isClosed) {
      try {
        UpstreamPeer peer = acceptor.accept();
        accepted.incrementAndGet();
        peers.add(peer);
        startThread("upstream-script", () -> play(peer));
      } catch (IOException e) {
        if (!isClosed) {
          results.add(CompletableFuture.failedFuture(e));
        }
        return;
      }
    }
  }

  private void play(UpstreamPeer peer) {
    CompletableFuture<T> result = new CompletableFuture<>();
    results.add(result);
    try (peer) {
      result.complete(script.play(peer));
    } catch (Exception | AssertionError e) {
      // Also of the close that follows: the result stands by then.
      result.completeExceptionally(e);
    } finally {
      peers.remove(peer);
    }
  }

  private static Thread startThread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Its address as the configuration writes it. */
  public String address() {
    return address;
  }

  /** How many connections it has accepted. */
  public int acceptedCount() {
    return accepted.get();
  }

  /**
   * Returns what the script returned for the next connection, once it has ended; throws what it
   * threw.
   */
  public T result() throws Exception {
    CompletableFuture<T> result = results.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (result == null) {
      throw new AssertionError("no script has ended within " + PATIENCE_SECONDS + " s");
    }
    try {
      return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the upstream's script failed: " + e.getCause(), e.getCause());
    }
  }

  /** Nothing is accepted any more when this returns. */
  @Override
  public void close() throws IOException {
    isClosed = true;
    listening.close();
    try {
      acceptance.join(RunningGateway.PATIENCE.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    for (UpstreamPeer peer : peers) {
      peer.close();
    }
  }
}
