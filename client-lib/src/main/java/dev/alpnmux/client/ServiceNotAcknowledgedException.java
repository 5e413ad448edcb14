package dev.alpnmux.client;

import org.jspecify.annotations.Nullable;

/**
 * The server completed the handshake without naming a service that was asked for. It is no gateway,
 * or something on the path strips ALPN; no byte was sent to it.
 */
public final class ServiceNotAcknowledgedException extends AlpnmuxException {
  private static final long serialVersionUID = 1L;

  ServiceNotAcknowledgedException(Failure failure, @Nullable Throwable cause) {
    super(failure, message(failure), cause);
  }

  private static String message(Failure failure) {
    return "the server at "
        + failure.gateway()
        + " did not acknowledge service "
        + failure.quotedService()
        + ": "
        + failure.reason()
        + "; it is no alpnmux gateway, or something on the path strips ALPN";
  }

  /** Returns {@code false}: this is an answer. */
  @Override
  public boolean retryable() {
    return false;
  }
}
