package dev.alpnmux.cli.outcome;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a command ends without success, in words for its user; no stack trace is ever shown. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final @Nullable String hint;

  /** A failure that no exception caused. */
  public CommandFailure(ExitCode exitCode, @Nullable String message, @Nullable String hint) {
    this(exitCode, message, hint, null);
  }

  /**
   * A failure that {@code cause} caused, which is shown on request only.
   *
   * @param message what went wrong; several lines are several errors
   * @param hint the way out, or {@code null} when we know none
   */
  public CommandFailure(
      ExitCode exitCode,
      @Nullable String message,
      @Nullable String hint,
      @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.hint = hint;
  }

  /** What the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** What went wrong. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The way out, if we know one. */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }
}
