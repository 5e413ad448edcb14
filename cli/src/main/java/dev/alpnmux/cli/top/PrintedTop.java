package dev.alpnmux.cli.top;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.time.Pause;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The state as text that goes on and on: for a log, a file, or another program. */
final class PrintedTop {
  /** More than a screen, and still something to look at. */
  private static final int ROWS_MAX = 60;

  private final StatusSource source;
  private final Function<StatusSource.Answer, String> text;
  private String lastFailure = "";

  private PrintedTop(StatusSource source, Function<StatusSource.Answer, String> text) {
    this.source = source;
    this.text = text;
  }

  /** A line of JSON for each state. */
  static PrintedTop json(StatusSource source) {
    return new PrintedTop(source, answer -> CompactJson.of(answer.json()) + '\n');
  }

  /** A block of lines for each state, and an empty one behind it. */
  static PrintedTop plain(StatusSource source, Map<String, String> environment) {
    Size size =
        new Size(
            number(environment, "COLUMNS", Integer.MAX_VALUE),
            number(environment, "LINES", ROWS_MAX));
    return new PrintedTop(source, answer -> block(answer.status(), source, size));
  }

  private static int number(Map<String, String> environment, String name, int otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(value) : otherwise;
  }

  private static String block(Status status, StatusSource source, Size size) {
    return new StatusView(status, source.toString())
        .lines(Optional.empty(), size).stream()
            .map(line -> line.plain() + '\n')
            .collect(Collectors.joining("", "", "\n"));
  }

  /**
   * Prints the state, and again after each interval, if there is one.
   *
   * @return the exit code
   * @throws CommandFailure if there is no first state, or nobody takes what is printed
   */
  int run(Optional<Duration> interval) throws CommandFailure {
    print(text.apply(source.ask()));
    while (interval.isPresent()) {
      Pause.of(interval.get());
      printNext();
    }
    return ExitCode.OK.code();
  }

  /** A gateway that is started anew does not answer for a moment, and this goes on. */
  private void printNext() throws CommandFailure {
    StatusSource.Answer answer;
    try {
      answer = source.ask();
    } catch (CommandFailure e) {
      warn(e.getMessage());
      return;
    }
    lastFailure = "";
    print(text.apply(answer));
  }

  /** Once for each outage, and for each thing that it becomes. */
  private void warn(String failure) {
    if (!failure.equals(lastFailure)) {
      System.err.println(ErrorText.warning(failure + "; trying on"));
    }
    lastFailure = failure;
  }

  private static void print(String lines) throws CommandFailure {
    System.out.print(lines);
    if (System.out.checkError()) {
      throw new CommandFailure(ExitCode.SYSTEM, "standard output takes nothing any more", null);
    }
  }
}
