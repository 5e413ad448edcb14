package dev.alpnmux.client;

import org.jspecify.annotations.Nullable;

/**
 * The gateway has no such service, or not under this server name (alert 120). A TCPMUX server
 * ({@code tcpmux://}) has one negative answer for all causes, with words of its own.
 */
public final class NoSuchServiceException extends AlpnmuxException {
  private static final long serialVersionUID = 1L;

  NoSuchServiceException(Failure failure, @Nullable Throwable cause) {
    super(failure, message(failure), cause);
  }

  private static String message(Failure failure) {
    return "no service "
        + failure.quotedService()
        + " at "
        + failure.gateway()
        + failure.alertNote()
        + (failure.phase() == Phase.TCPMUX ? ": " + failure.reason() : "")
        + ": check the service name";
  }

  /** Returns {@code false}: this is an answer. */
  @Override
  public boolean retryable() {
    return false;
  }
}
