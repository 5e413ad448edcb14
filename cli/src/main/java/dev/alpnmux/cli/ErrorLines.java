package dev.alpnmux.cli;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.cli.outcome.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells the user what went wrong: {@code alpnmux: error: …}, {@code alpnmux: hint: …}. */
final class ErrorLines {
  private final BooleanSupplier debug;

  ErrorLines(BooleanSupplier debug) {
    this.debug = debug;
  }

  /** The command line cannot be parsed. */
  int usage(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter out = command.getErr();
    UsageProblem problem = UsageProblem.of(error);
    error(out, problem.message());
    problem.hints().forEach(hint -> hint(out, hint));
    hint(out, "see: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.code();
  }

  /** The command ended with an exception. */
  int failure(Exception error, CommandLine command, ParseResult result) {
    PrintWriter out = command.getErr();
    if (debug.getAsBoolean()) {
      error.printStackTrace(out);
    }
    if (error instanceof CommandFailure failure) {
      failure.getMessage().lines().forEach(line -> error(out, line));
      failure.hint().ifPresent(hint -> hint(out, hint));
      return failure.exitCode().code();
    }
    fault(out, error);
    return ExitCode.INTERNAL.code();
  }

  /** A thread of ours ended with an exception that nobody expects. */
  void fault(Thread thread, Throwable error) {
    PrintWriter out = new PrintWriter(System.err, true, Charset.defaultCharset());
    if (debug.getAsBoolean()) {
      error.printStackTrace(out);
    }
    fault(out, error);
  }

  private static void fault(PrintWriter out, Throwable error) {
    error(out, "this is a fault in alpnmux itself: " + error);
    hint(out, "run it again with --debug, and report what it prints");
  }

  private static void error(PrintWriter out, String message) {
    out.println(ErrorText.error(message));
    out.flush();
  }

  private static void hint(PrintWriter out, String message) {
    out.println(ErrorText.hint(message));
    out.flush();
  }
}
