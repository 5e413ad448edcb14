package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxException;
import java.io.IOException;
import java.util.Locale;

/**
 * How a forwarded connection ended.
 *
 * @param word a label value, of a small set
 */
record Outcome(String word) {
  /** Both directions came to their end. */
  static final Outcome COMPLETED = new Outcome("completed");

  /** One of its sides broke it. */
  static final Outcome BROKEN = new Outcome("broken");

  /** This command ended, and did not wait for it any longer. */
  static final Outcome CUT = new Outcome("cut");

  /** The service was not reached: the word is that of the exit code {@code connect} would have. */
  static Outcome notConnected(IOException e) {
    ExitCode code =
        e instanceof AlpnmuxException refused
            ? DialFailure.exitCode(refused)
            : ExitCode.CONNECTION_FAILED;
    return new Outcome(code.name().toLowerCase(Locale.ROOT));
  }
}
