package dev.alpnmux.spec;

/**
 * Ends the parsing of what a client says first; never leaves the package, and so needs no stack
 * trace.
 */
final class HelloSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  HelloSyntaxException(Refusal refusal, String detail) {
    super(detail, null, false, false);
    this.refusal = refusal;
  }

  HelloSyntaxException(String detail) {
    this(Refusal.MALFORMED_HELLO, detail);
  }

  HelloResult.Malformed result() {
    return new HelloResult.Malformed(refusal, String.valueOf(getMessage()));
  }
}
