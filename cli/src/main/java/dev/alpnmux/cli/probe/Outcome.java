package dev.alpnmux.cli.probe;

/**
 * What a check has found.
 *
 * @param result whether the requirement is kept
 * @param expected what the requirement asks for; empty where nothing was asked
 * @param seen what the server did, or why nothing can be said
 */
record Outcome(Result result, String expected, String seen) {
  /** Whether a requirement is kept, as far as it can be seen from outside. */
  enum Result {
    PASS,
    FAIL,
    /** Nothing can be said, or the server may do as it does. */
    NOT_APPLICABLE
  }

  static Outcome pass(String expected, Object seen) {
    return new Outcome(Result.PASS, expected, seen.toString());
  }

  static Outcome fail(String expected, Object seen) {
    return new Outcome(Result.FAIL, expected, seen.toString());
  }

  static Outcome notApplicable(String why) {
    return new Outcome(Result.NOT_APPLICABLE, "", why);
  }

  /** Returns that a known service would have to be given. */
  static Outcome needsService() {
    return notApplicable("needs a known service: --service ID");
  }

  /** Returns that two known services would have to be given. */
  static Outcome needsTwoServices() {
    return notApplicable("needs two services: --service ID twice");
  }

  boolean isFailure() {
    return result == Result.FAIL;
  }
}
