package dev.alpnmux.cli;

import dev.alpnmux.cli.client.FailureJson;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.cli.outcome.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Tells the user what went wrong: {@code alpnmux: error: …}, {@code alpnmux: hint: …}; with {@code
 * --json} as one object, where a command has that option.
 */
final class ErrorLines {
  private static final String JSON = "--json";

  private final BooleanSupplier debug;

  ErrorLines(BooleanSupplier debug) {
    this.debug = debug;
  }

  /** The command line cannot be parsed. */
  int usage(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter out = command.getErr();
    UsageProblem problem = UsageProblem.of(error);
    List<String> hints = new ArrayList<>(problem.hints());
    hints.add("see: " + command.getCommandSpec().qualifiedName() + " --help");
    if (wantsJson(command, List.of(arguments))) {
      json(out, ExitCode.USAGE, problem.message(), hints, error);
    } else {
      error(out, problem.message());
      hints.forEach(hint -> hint(out, hint));
    }
    return ExitCode.USAGE.code();
  }

  /** The command ended with an exception. */
  int failure(Exception error, CommandLine command, ParseResult result) {
    PrintWriter out = command.getErr();
    if (debug.getAsBoolean()) {
      error.printStackTrace(out);
    }
    if (error instanceof CommandFailure failure) {
      failure(failure, out, wantsJson(command, result.originalArgs()));
      return failure.exitCode().code();
    }
    fault(out, error);
    return ExitCode.INTERNAL.code();
  }

  private static void failure(CommandFailure failure, PrintWriter out, boolean wantsJson) {
    if (wantsJson) {
      List<String> hints = failure.hint().stream().toList();
      json(out, failure.exitCode(), failure.getMessage(), hints, failure.getCause());
      return;
    }
    failure.getMessage().lines().forEach(line -> error(out, line));
    failure.hint().ifPresent(hint -> hint(out, hint));
  }

  /** Looks at the words themselves: those of a line that cannot be parsed are all there is. */
  private static boolean wantsJson(CommandLine command, List<String> arguments) {
    int separator = arguments.indexOf("--");
    List<String> own = separator < 0 ? arguments : arguments.subList(0, separator);
    return command.getCommandSpec().findOption(JSON) != null && own.contains(JSON);
  }

  private static void json(
      PrintWriter out,
      ExitCode code,
      String reason,
      List<String> hints,
      @Nullable Throwable cause) {
    out.println(FailureJson.of(code, reason, hints, cause));
    out.flush();
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
