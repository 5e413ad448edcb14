package dev.alpnmux.client;

import java.net.SocketException;

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

  /** Throws what the caller expects of a socket that was closed meanwhile. */
  void require() throws SocketException {
    if (isCancelled) {
      throw new SocketException("Socket closed");
    }
  }
}
