package dev.alpnmux.cli.client;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.IntConsumer;

/**
 * One thread that waits for all connections: one that is quiet takes no thread of its own, whose
 * stack would be larger than all else that it needs. Thread-safe.
 */
final class Readiness {
  private final Selector selector;

  private Readiness(Selector selector) {
    this.selector = selector;
  }

  /** Starts it; the thread does not keep the process. */
  static Readiness start() throws IOException {
    Readiness readiness = new Readiness(Selector.open());
    Thread thread = new Thread(readiness::run, "readiness");
    thread.setDaemon(true);
    thread.start();
    return readiness;
  }

  /** What one side of a connection waits for: nothing, until {@link #await}. */
  final class Watch {
    private final SelectionKey key;

    private Watch(SelectionKey key) {
      this.key = key;
    }

    /**
     * Waits for an operation, once. Does nothing when the channel is closed.
     *
     * @param operation of {@link SelectionKey}
     */
    void await(int operation) {
      try {
        key.interestOpsOr(operation);
        selector.wakeup();
      } catch (CancelledKeyException closed) {
        return;
      }
    }
  }

  /**
   * Watches a channel that does not block, until it is closed.
   *
   * @param whenReady gets the operations that are possible; it must not block
   */
  Watch watch(SelectableChannel channel, IntConsumer whenReady) throws IOException {
    return new Watch(channel.register(selector, 0, whenReady));
  }

  /** To be called when channels were closed: they keep their descriptors until the next look. */
  void forgetClosed() {
    selector.wakeup();
  }

  private void run() {
    try {
      while (true) {
        selector.select(Readiness::ready);
      }
    } catch (IOException e) {
      throw new IllegalStateException("this system cannot wait for connections", e);
    }
  }

  private static void ready(SelectionKey key) {
    try {
      int operations = key.readyOps();
      key.interestOpsAnd(~operations);
      ((IntConsumer) key.attachment()).accept(operations);
    } catch (CancelledKeyException closed) {
      return;
    }
  }
}
