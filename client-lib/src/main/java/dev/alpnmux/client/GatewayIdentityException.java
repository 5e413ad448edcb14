package dev.alpnmux.client;

import org.jspecify.annotations.Nullable;

/**
 * The server did not prove to be the gateway: its certificate is untrusted, expired, for another
 * name, or fits no pin.
 */
public final class GatewayIdentityException extends AlpnmuxException {
  private static final long serialVersionUID = 1L;

  GatewayIdentityException(Failure failure, @Nullable Throwable cause) {
    super(failure, message(failure), cause);
  }

  private static String message(Failure failure) {
    return "the server at "
        + failure.gateway()
        + " asked for service "
        + failure.quotedService()
        + " did not prove its identity: "
        + failure.reason()
        + ": check trust, pin and server name";
  }

  /** Returns {@code false}: an attacker would be asked again. */
  @Override
  public boolean retryable() {
    return false;
  }
}
