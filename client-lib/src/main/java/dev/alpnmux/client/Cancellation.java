package dev.alpnmux.client;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/**
 * The end of a connect that its caller no longer wants. One thread takes the steps, any other may
 * cancel.
 */
final class Cancellation {
  private volatile boolean isCancelled;
  private volatile Runnable stop = () -> {};

  /** Ends the step that is being taken; no other begins. */
  void cancel() {
    isCancelled = true;
    stop.run();
  }

  boolean isCancelled() {
    return isCancelled;
  }

  /** Names what ends the step that comes next; whichever of this and cancel is later runs it. */
  void stoppedBy(Runnable step) throws SocketException {
    stop = step;
    require();
  }

  /** Waits for a lookup until it is done, this is cancelled, or its share of time is over. */
  <T> T lookedUp(Resolver.Lookup<T> lookup, Deadline share)
      throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException {
    Resolver<T> resolver = new Resolver<>(lookup);
    stoppedBy(resolver::cancel);
    return resolver.await(share);
  }

  /** Throws what the caller expects of a socket that was closed meanwhile. */
  void require() throws SocketException {
    if (isCancelled) {
      throw new SocketException("Socket closed");
    }
  }
}
