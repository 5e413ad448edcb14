package dev.alpnmux.client;

import org.jspecify.annotations.Nullable;

/**
 * The deadline over name lookup, TCP connect and TLS handshake passed, and with {@link
 * AlpnmuxClient#services} over its answer too.
 */
public final class ConnectTimeoutException extends AlpnmuxException {
  private static final long serialVersionUID = 1L;

  ConnectTimeoutException(Failure failure, @Nullable Throwable cause) {
    super(failure, message(failure), cause);
  }

  private static String message(Failure failure) {
    return "no connection to service "
        + failure.quotedService()
        + " at "
        + failure.gateway()
        + ": "
        + failure.reason()
        + ": check the network, or allow more time";
  }

  /** Returns {@code true}: the next try may be faster. */
  @Override
  public boolean retryable() {
    return true;
  }
}
