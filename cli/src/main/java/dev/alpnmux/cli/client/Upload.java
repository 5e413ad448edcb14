package dev.alpnmux.cli.client;

import dev.alpnmux.client.ServiceSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stream, and then its end, to a service. To be run on a thread of its own, while another
 * reads from the service: in Java a TLS connection that broke in writing then reads as if it had
 * ended, so the reader must ask {@link #requireIntact}.
 */
final class Upload implements Runnable {
  /** A write that is under way either breaks at once, or the service does not read any more. */
  private static final long SETTLING_MILLIS_MAX = 1000;

  private final InputStream source;
  private final ServiceSocket service;
  private final Consumer<IOException> whenBroken;
  private final ReentrantLock sending = new ReentrantLock();
  private volatile @Nullable IOException failure;

  /**
   * @param whenBroken told at once when the source or the service breaks
   */
  Upload(InputStream source, ServiceSocket service, Consumer<IOException> whenBroken) {
    this.source = source;
    this.service = service;
    this.whenBroken = whenBroken;
  }

  private interface Step {
    void run() throws IOException;
  }

  @Override
  public void run() {
    try {
      OutputStream out = service.getOutputStream();
      byte[] piece = new byte[ByteCopy.PIECE];
      int length = source.read(piece);
      while (length >= 0) {
        int count = length;
        send(() -> out.write(piece, 0, count));
        length = source.read(piece);
      }
      // TLS 1.2 in Java cannot end one direction only: the service sees no end then, and nothing
      // that it still sends is lost.
      if (service.canHalfClose()) {
        send(service::shutdownOutput);
      }
    } catch (IOException e) {
      failure = e;
      whenBroken.accept(e);
    }
  }

  private void send(Step step) throws IOException {
    sending.lock();
    try {
      step.run();
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      sending.unlock();
    }
  }

  /**
   * To be called at the end of what the service sent: returns if that was a real end.
   *
   * @throws IOException what broke the connection in writing
   */
  void requireIntact() throws IOException {
    try {
      if (sending.tryLock(SETTLING_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        sending.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    IOException broken = failure;
    if (broken != null) {
      throw broken;
    }
  }
}
