package dev.alpnmux.gateway.check;

/** An upstream has answered, but not well. Its message says how. */
final class BadAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  BadAnswerException(String message) {
    super(message);
  }
}
