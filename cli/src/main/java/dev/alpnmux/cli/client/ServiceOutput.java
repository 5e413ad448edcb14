package dev.alpnmux.cli.client;

import dev.alpnmux.client.ServiceSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way to a service. In Java a TLS connection that broke in writing then reads as if it had
 * ended, so who reads its end must ask {@link #requireIntact}. For one writer and one reader.
 */
final class ServiceOutput {
  /** A write that is under way either breaks at once, or the service does not read any more. */
  private static final long SETTLING_MILLIS_MAX = 1000;

  private final ServiceSocket service;
  private final OutputStream out;
  private final ReentrantLock sending = new ReentrantLock();
  private volatile @Nullable IOException failure;

  ServiceOutput(ServiceSocket service) throws IOException {
    this.service = service;
    this.out = service.getOutputStream();
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Blocks until the connection has taken the bytes. */
  void write(byte[] bytes, int length) throws IOException {
    send(() -> out.write(bytes, 0, length));
  }

  /**
   * Ends this direction. TLS 1.2 in Java cannot end one alone: the service sees no end then, and
   * nothing that it still sends is lost.
   */
  void end() throws IOException {
    if (service.canHalfClose()) {
      send(service::shutdownOutput);
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

  /** Says that the bytes to be sent cannot be had, so that nobody takes the stream for complete. */
  void sourceBroke(IOException e) {
    failure = e;
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
