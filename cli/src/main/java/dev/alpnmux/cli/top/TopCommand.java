package dev.alpnmux.cli.top;

import dev.alpnmux.cli.admin.AdminOptions;
import dev.alpnmux.cli.argument.DurationConverter;
import dev.alpnmux.cli.outcome.CommandFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alpnmux top}: what a gateway is doing. */
@Command(
    name = "top",
    description = "Watch what a gateway does: services, rates, refusals and how to end them.",
    footer = {
      "",
      "On a terminal it has the whole screen, until q or Ctrl-C. Elsewhere it prints a",
      "block of lines each time, as wide as they are or $COLUMNS, and at most 60 of them",
      "or $LINES. NO_COLOR leaves colours out.",
      AdminOptions.ENVIRONMENT,
      "Exit codes: 0 after q or --once, 130 after Ctrl-C, 64 usage, 68 the name does not",
      "resolve, 69 the gateway cannot be reached, 71 standard output cannot be used,",
      "75 timeout, 76 what answers is no alpnmux gateway, 77 a token or another user is",
      "needed, 78 unusable file. Once it has begun, a failure does not end it."
    })
public final class TopCommand implements Callable<Integer> {
  /** The gateway itself makes a new state once a second. */
  private static final Duration INTERVAL_MIN = Duration.ofMillis(100);

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Mixin private final AdminOptions admin = new AdminOptions();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to wait between two looks, such as 5s (default: 1s).")
  private Duration interval = Duration.ofSeconds(1);

  @Option(names = "--once", description = "Print one block, and end.")
  private boolean once;

  @Option(
      names = "--json",
      description = "Print each state as one line of JSON, or a failure to begin.")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    if (interval.compareTo(INTERVAL_MIN) < 0) {
      throw new ParameterException(
          command.commandLine(), "--interval: at least 100ms, for nothing changes any faster");
    }
    StatusSource source = new StatusSource(admin.pages());
    Map<String, String> environment = System.getenv();
    if (!once && !json && Terminal.takesCommands(environment)) {
      Optional<Size> size = Terminal.size();
      if (size.isPresent()) {
        return live(source, size.get(), environment);
      }
    }
    return (json ? PrintedTop.json(source) : PrintedTop.plain(source, environment))
        .run(once ? Optional.empty() : Optional.of(interval));
  }

  private int live(StatusSource source, Size size, Map<String, String> environment)
      throws CommandFailure {
    boolean isColoured = environment.getOrDefault("NO_COLOR", "").isEmpty();
    Screen screen = new Screen(System.out, isColoured);
    return new LiveTop(source, screen, interval, size, source.ask().status()).run();
  }
}
