package dev.alpnmux.gateway.wire;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.ConnectFailure.Cause;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells why an upstream could not be connected. */
public final class FailedConnect {
  // Netty's "connect(..) failed with error(-111): Connection refused"; its epoll is on Linux only.
  private static final Pattern ERROR = Pattern.compile("failed with error\\(-(\\d+)\\)");
  private static final String ETIMEDOUT = "110";
  private static final String ECONNREFUSED = "111";

  private FailedConnect() {}

  /** Returns the cause of this failure, and its words. */
  public static ConnectFailure of(Throwable failure) {
    return new ConnectFailure(cause(failure), FailureText.of(failure));
  }

  /** Returns the same of TLS with an upstream. */
  public static ConnectFailure inTls(Throwable failure) {
    String why = FailureText.of(failure);
    // RFC 7301 §3.2: how a server says that the id is none of its own. No engine tells it but so.
    boolean isMismatch = why.toLowerCase(Locale.ROOT).contains("no_application_protocol");
    return new ConnectFailure(
        isMismatch ? Cause.ALPN_MISMATCH : Cause.TLS, "TLS with it failed: " + why);
  }

  private static Cause cause(Throwable failure) {
    if (failure instanceof ConnectTimeoutException) {
      return Cause.TIMEOUT;
    }
    if (!(failure instanceof ConnectException)) {
      return Cause.FAILED;
    }
    Matcher error = ERROR.matcher(String.valueOf(failure.getMessage()));
    // The JDK has this exception for refused connects alone, but for the system's own timeout,
    // which comes after minutes.
    return error.find() ? cause(error.group(1)) : Cause.REFUSED;
  }

  private static Cause cause(String error) {
    return switch (error) {
      case ECONNREFUSED -> Cause.REFUSED;
      case ETIMEDOUT -> Cause.TIMEOUT;
      default -> Cause.FAILED;
    };
  }
}
