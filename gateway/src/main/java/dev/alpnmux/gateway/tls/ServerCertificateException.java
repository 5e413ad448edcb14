package dev.alpnmux.gateway.tls;

/** A certificate or key file that cannot be used; the message names it and says what to do. */
public final class ServerCertificateException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the message for the user. */
  public ServerCertificateException(String message) {
    super(message);
  }

  /** With the message for the user and what caused it. */
  public ServerCertificateException(String message, Throwable cause) {
    super(message, cause);
  }
}
