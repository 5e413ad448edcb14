package dev.alpnmux.gateway.wire;

import io.netty.handler.ssl.NotSslRecordException;
import java.util.regex.Pattern;

/** Says in one short line why something failed, without the bytes that a peer has sent. */
public final class FailureText {
  private static final int LENGTH_MAX = 200;
  // Netty's "connect(..) failed with error(-111): Connection refused"
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ?");

  private FailureText() {}

  /** Returns the words of the root cause, in one line. */
  public static String of(Throwable failure) {
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
    String said = SYSTEM_CALL.matcher(message).replaceFirst("");
    String line = said.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= LENGTH_MAX ? line : line.substring(0, LENGTH_MAX) + " …";
  }
}
