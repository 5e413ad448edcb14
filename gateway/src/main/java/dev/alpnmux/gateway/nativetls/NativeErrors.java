package dev.alpnmux.gateway.nativetls;

import io.netty.internal.tcnative.SSL;

/** The error queue that BoringSSL keeps for each thread. */
final class NativeErrors {
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private NativeErrors() {}

  /**
   * Returns in a few words what the first error of the queue is, and empties the queue: a session
   * must not be blamed for what another one on this thread has left.
   *
   * @param error what {@code SSL_get_error} said
   */
  static String take(int error) {
    int number = SSL.getLastErrorNumber();
    if (number == 0) {
      return error == SSL.SSL_ERROR_ZERO_RETURN
          ? "the peer has ended the session"
          : "BoringSSL reports error " + error;
    }
    String text = SSL.getErrorString(number & UNSIGNED);
    SSL.clearError();
    // error:CODE:LIBRARY:FUNCTION:REASON; only the reason says anything.
    return text.substring(text.lastIndexOf(':') + 1);
  }
}
