package dev.alpnmux.gateway.tls;

/** A file of ticket secrets that cannot be used; the message names it and says what to do. */
public final class MasterSecretsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the message for the user. */
  public MasterSecretsException(String message) {
    super(message);
  }

  /** With the message for the user and what caused it. */
  public MasterSecretsException(String message, Throwable cause) {
    super(message, cause);
  }
}
