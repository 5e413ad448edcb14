package dev.alpnmux.client;

import org.jspecify.annotations.Nullable;

/**
 * The gateway knows the service, but cannot serve it now: no upstream answers, or a limit is
 * reached (alert 80 in place of a ServerHello).
 */
public final class UpstreamUnavailableException extends AlpnmuxException {
  private static final long serialVersionUID = 1L;

  UpstreamUnavailableException(Failure failure, @Nullable Throwable cause) {
    super(failure, message(failure), cause);
  }

  private static String message(Failure failure) {
    return "service "
        + failure.quotedService()
        + " is known at "
        + failure.gateway()
        + " but cannot be served now"
        + failure.alertNote()
        + ": try again later, or see whether its upstream is up";
  }

  /** Returns {@code true}: the upstream may come back. */
  @Override
  public boolean retryable() {
    return true;
  }
}
