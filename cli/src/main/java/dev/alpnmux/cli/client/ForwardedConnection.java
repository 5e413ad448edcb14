package dev.alpnmux.cli.client;

import dev.alpnmux.client.ServiceSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A local connection and its service. The end of each direction is passed on by itself; an error of
 * either side is passed on as a reset, so that nobody takes it for a complete stream.
 *
 * <p>A direction takes a thread only while there are bytes for it. Nothing of it is guarded by a
 * lock: its own state belongs to the one task that it has, and whoever waits has none.
 */
final class ForwardedConnection {
  private final SocketChannel local;
  private final ServiceSocket remote;
  private final InputStream fromRemote;
  private final ServiceOutput toRemote;
  private final Readiness readiness;
  private final Executor workers;
  private final Readiness.Watch localWatch;
  private final Readiness.Watch remoteWatch;
  private final ForwardCounts.Service counts;
  private final BiConsumer<ForwardedConnection, @Nullable IOException> whenEnded;
  private final AtomicBoolean isEnded = new AtomicBoolean();
  private final AtomicBoolean isHalfEnded = new AtomicBoolean();
  private volatile boolean isServed;

  /** What the local side has not taken yet. */
  private ByteBuffer undelivered = ByteBuffer.allocate(0);

  /**
   * Takes over both sides, which it closes.
   *
   * @param local does not block
   * @param remote is selectable
   * @param whenEnded told once: with what broke it, if something did
   */
  ForwardedConnection(
      SocketChannel local,
      ServiceSocket remote,
      Ground ground,
      ForwardCounts.Service counts,
      BiConsumer<ForwardedConnection, @Nullable IOException> whenEnded)
      throws IOException {
    this.local = local;
    this.remote = remote;
    this.readiness = ground.readiness();
    this.workers = ground.workers();
    this.counts = counts;
    this.whenEnded = whenEnded;
    this.fromRemote = remote.getInputStream();
    this.toRemote = new ServiceOutput(remote);
    this.remoteWatch = readiness.watch(remote.unblockReads(), this::remoteReady);
    this.localWatch = readiness.watch(local, this::localReady);
  }

  /**
   * What all connections stand on.
   *
   * @param workers move bytes; they hardly ever wait
   */
  record Ground(Readiness readiness, Executor workers) {}

  /** Begins to move bytes. */
  void start() {
    localWatch.await(SelectionKey.OP_READ);
    remoteWatch.await(SelectionKey.OP_READ);
  }

  private void localReady(int operations) {
    if ((operations & SelectionKey.OP_READ) != 0) {
      // A write to the service would block a worker where there is no room for it.
      remoteWatch.await(SelectionKey.OP_WRITE);
    }
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      workers.execute(this::download);
    }
  }

  private void remoteReady(int operations) {
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      workers.execute(this::upload);
    }
    if ((operations & SelectionKey.OP_READ) != 0) {
      workers.execute(this::download);
    }
  }

  /** One piece: where there is room at all, there is room for a TLS record. */
  private void upload() {
    try {
      ByteBuffer piece = ByteBuffer.allocate(ByteCopy.PIECE);
      int length = local.read(piece);
      if (length < 0) {
        toRemote.end();
        directionEnded();
        return;
      }
      toRemote.write(piece.array(), length);
      counts.fromClient(length);
      localWatch.await(SelectionKey.OP_READ);
    } catch (IOException e) {
      uploadBroke(e);
    }
  }

  /** A service that has said all it wanted need not read all it is sent. */
  private void uploadBroke(IOException e) {
    end(isServed ? null : e);
  }

  private void download() {
    try {
      byte[] piece = new byte[ByteCopy.PIECE];
      while (isDelivered()) {
        int length = arrived(piece);
        if (length < 0) {
          downloadEnded();
          return;
        }
        if (length == 0) {
          remoteWatch.await(SelectionKey.OP_READ);
          return;
        }
        undelivered = ByteBuffer.wrap(piece, 0, length);
        counts.toClient(length);
      }
      localWatch.await(SelectionKey.OP_WRITE);
    } catch (IOException e) {
      end(e);
    }
  }

  /** Tries to deliver what there is to the local side. */
  private boolean isDelivered() throws IOException {
    while (undelivered.hasRemaining()) {
      if (local.write(undelivered) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many bytes of the service are there now, or -1 at their end. */
  private int arrived(byte[] piece) throws IOException {
    try {
      return fromRemote.read(piece);
    } catch (SocketTimeoutException nothingYet) {
      return 0;
    }
  }

  private void downloadEnded() throws IOException {
    toRemote.requireIntact();
    isServed = true;
    local.shutdownOutput();
    directionEnded();
  }

  private void directionEnded() {
    if (!isHalfEnded.compareAndSet(false, true)) {
      end(null);
    }
  }

  /** Cuts both sides at once. Callable from any thread; does nothing when it has ended. */
  void cut() {
    end(new IOException("cut"));
  }

  private void end(@Nullable IOException failure) {
    if (!isEnded.compareAndSet(false, true)) {
      return;
    }
    try (local;
        remote) {
      if (failure != null) {
        resetAtClose(local);
        remote.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      // What a close_notify meets that cannot be sent any more is no news: the connection is over.
      System.getLogger(ForwardedConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed", e);
    }
    readiness.forgetClosed();
    whenEnded.accept(this, failure);
  }

  /** Ends a local connection so that its client sees an error, and not a complete stream. */
  static void reset(SocketChannel local) throws IOException {
    try (local) {
      resetAtClose(local);
    }
  }

  /** A unix socket knows no reset: its client sees an error only if something of his is unread. */
  private static void resetAtClose(SocketChannel local) throws IOException {
    if (local.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
      local.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
  }
}
