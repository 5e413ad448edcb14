package dev.alpnmux.gateway.portable;

import io.netty.handler.ssl.NotSslRecordException;

/** Says in one short line why something failed, without the bytes that a peer has sent. */
final class FailureText {
  private static final int LENGTH_MAX = 200;

  private FailureText() {}

  static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof NotSslRecordException) {
      // Its own message is a dump of all that was read.
      return "what it sends is no TLS record";
    }
    String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= LENGTH_MAX ? line : line.substring(0, LENGTH_MAX) + " …";
  }
}
