package dev.alpnmux.client;

import org.jspecify.annotations.Nullable;

/**
 * No gateway could be reached, or none completed a handshake, for a reason that says nothing about
 * the service: name lookup, refused or reset connection, alert 70, bytes that are not TLS.
 */
public final class GatewayUnavailableException extends AlpnmuxException {
  private static final long serialVersionUID = 1L;

  GatewayUnavailableException(Failure failure, @Nullable Throwable cause) {
    super(failure, message(failure), cause);
  }

  private static String message(Failure failure) {
    return "no gateway for service "
        + failure.quotedService()
        + ": "
        + failure.gateway()
        + ": "
        + failure.reason()
        + failure.alertNote()
        + ": check the gateway address, and that the gateway is up";
  }

  /** Returns {@code true}: the gateway may come back. */
  @Override
  public boolean retryable() {
    return true;
  }
}
