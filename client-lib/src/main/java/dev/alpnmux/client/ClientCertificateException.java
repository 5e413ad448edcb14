package dev.alpnmux.client;

import org.jspecify.annotations.Nullable;

/**
 * The service requires a client certificate, or refused the one it got (alerts 42 to 46, 48, 49,
 * 116; in TLS 1.2 also 40). With TLS 1.3 this comes from the first read or write after the
 * handshake.
 */
public final class ClientCertificateException extends AlpnmuxException {
  private static final long serialVersionUID = 1L;

  ClientCertificateException(Failure failure, @Nullable Throwable cause) {
    super(failure, message(failure), cause);
  }

  private static String message(Failure failure) {
    return "service "
        + failure.quotedService()
        + " at "
        + failure.gateway()
        + " "
        + failure.reason()
        + failure.alertNote();
  }

  /** Returns {@code false}: another identity is needed. */
  @Override
  public boolean retryable() {
    return false;
  }
}
