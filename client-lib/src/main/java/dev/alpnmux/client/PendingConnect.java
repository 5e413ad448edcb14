package dev.alpnmux.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;

/** A connect that goes on in a thread of its own. Whoever cancels it ends it. */
final class PendingConnect extends CompletableFuture<ServiceSocket> {
  private static final ThreadPoolExecutor THREADS = DaemonThread.pool("alpnmux-connect");

  private final ServiceSocket socket;

  private PendingConnect(ServiceSocket socket) {
    this.socket = socket;
  }

  static PendingConnect of(ServiceSocket socket) {
    PendingConnect pending = new PendingConnect(socket);
    THREADS.execute(pending::run);
    return pending;
  }

  private void run() {
    try {
      socket.connect(null);
      if (!complete(socket)) {
        // Nobody is left who would close it.
        socket.close();
      }
    } catch (IOException | RuntimeException e) {
      completeExceptionally(e);
    }
  }

  @Override
  public boolean cancel(boolean ignored) {
    boolean isCancelled = super.cancel(ignored);
    if (isCancelled) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a socket that is not connected cannot fail to close", e);
      }
    }
    return isCancelled;
  }

  /** What depends on this is no connect of its own. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
