package dev.alpnmux.cli.client;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.ServiceSocket;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A local connection and its service. The end of each direction is passed on by itself; an error of
 * either side is passed on as a reset, so that nobody takes it for a complete stream.
 */
final class ForwardedConnection {
  private final Socket local;
  private final ServiceSocket remote;
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private volatile boolean isServed;

  private ForwardedConnection(Socket local, ServiceSocket remote) {
    this.local = local;
    this.remote = remote;
  }

  /**
   * Connects to the service and moves bytes until both directions have ended; closes both sockets.
   *
   * @throws IOException if the service cannot be reached, or one of the connections breaks
   */
  static void run(Socket local, AlpnmuxClient client, String service, Executor threads)
      throws IOException {
    try (local) {
      new ForwardedConnection(local, dial(local, client, service)).relay(threads);
    }
  }

  private static ServiceSocket dial(Socket local, AlpnmuxClient client, String service)
      throws IOException {
    try {
      local.setTcpNoDelay(true);
      return client.connect(service);
    } catch (IOException e) {
      ByteCopy.reset(local);
      throw e;
    }
  }

  private void relay(Executor threads) throws IOException {
    try (remote) {
      Upload upload = new Upload(local.getInputStream(), remote, this::uploadBroke);
      CompletableFuture<Void> uploaded = CompletableFuture.runAsync(upload, threads);
      download(upload);
      uploaded.join();
    }
    IOException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  private void download(Upload upload) {
    try {
      ByteCopy.copy(remote.getInputStream(), local.getOutputStream());
      upload.requireIntact();
      isServed = true;
      local.shutdownOutput();
    } catch (IOException e) {
      fail(e);
    }
  }

  /** A service that has said all it wanted need not read all it is sent. */
  private void uploadBroke(IOException e) {
    if (!isServed) {
      fail(e);
    }
  }

  /** Cuts both connections, which also ends the thread of the other direction. */
  private void fail(IOException e) {
    if (!failure.compareAndSet(null, e)) {
      return;
    }
    for (Socket socket : List.of(local, remote)) {
      try {
        ByteCopy.reset(socket);
      } catch (IOException isClosed) {
        e.addSuppressed(isClosed);
      }
    }
  }
}
