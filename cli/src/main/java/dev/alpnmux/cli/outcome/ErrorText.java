package dev.alpnmux.cli.outcome;

/** How the command words its lines on standard error. */
public final class ErrorText {
  private ErrorText() {}

  /** Returns the line that says what went wrong. */
  public static String error(String message) {
    return "alpnmux: error: " + message;
  }

  /** Returns the line that says what is allowed, but hardly meant. */
  public static String warning(String message) {
    return "alpnmux: warning: " + message;
  }

  /** Returns the line that names the way out. */
  public static String hint(String message) {
    return "alpnmux: hint: " + message;
  }
}
