package dev.alpnmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ErrorLinesTest {
  private final StringWriter errors = new StringWriter();

  @Test
  void failureIsItsMessageAndItsHint() {
    CommandFailure failure =
        new CommandFailure(ExitCode.UNAVAILABLE, "it is away", "wait for it", new IOException("x"));

    assertThat(run(failure, false)).isEqualTo(69);
    assertThat(errors.toString().lines())
        .containsExactly("alpnmux: error: it is away", "alpnmux: hint: wait for it");
  }

  @Test
  void severalProblemsAreSeveralErrors() {
    CommandFailure failure = new CommandFailure(ExitCode.CONFIGURATION, "one\ntwo", null);

    assertThat(run(failure, false)).isEqualTo(78);
    assertThat(errors.toString().lines())
        .containsExactly("alpnmux: error: one", "alpnmux: error: two");
  }

  @Test
  void faultOfOurOwnHasNoTraceUnlessAsked() {
    assertThat(run(new IllegalStateException("oops"), false)).isEqualTo(70);
    assertThat(errors.toString()).contains("oops", "--debug").doesNotContain("\tat ");
  }

  @Test
  void traceIsShownOnRequest() {
    run(new IllegalStateException("oops"), true);

    assertThat(errors.toString()).contains("\tat ");
  }

  private int run(Exception error, boolean debug) {
    ErrorLines lines = new ErrorLines(() -> debug);
    return new CommandLine(new Failing(error))
        .setErr(new PrintWriter(errors))
        .setExecutionExceptionHandler(lines::failure)
        .execute();
  }

  @Command(name = "failing")
  private static final class Failing implements Callable<Integer> {
    private final Exception error;

    Failing(Exception error) {
      this.error = error;
    }

    @Override
    public Integer call() throws Exception {
      throw error;
    }
  }
}
