package dev.alpnmux.client;

import org.jspecify.annotations.Nullable;

/**
 * The gateway does not know the server name that was sent (alert 112), or requires one (alert 109).
 */
public final class ServerNameRefusedException extends AlpnmuxException {
  private static final long serialVersionUID = 1L;

  ServerNameRefusedException(Failure failure, @Nullable Throwable cause) {
    super(failure, message(failure), cause);
  }

  private static String message(Failure failure) {
    return "gateway "
        + failure.gateway()
        + " refused service "
        + failure.quotedService()
        + ": "
        + failure.reason()
        + failure.alertNote()
        + ": check the server name";
  }

  /** Returns {@code false}: this is an answer. */
  @Override
  public boolean retryable() {
    return false;
  }
}
