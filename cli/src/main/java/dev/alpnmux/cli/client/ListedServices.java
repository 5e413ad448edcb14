package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.client.AlpnmuxClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The services that a command line, as far as it is typed, can be completed with. */
public final class ListedServices {
  /** Whoever presses a key waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The names come from the network and go into a command line: nothing that a shell acts on. */
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/+@-]*");

  private static final String RESERVED = "alpnmux.";

  private ListedServices() {}

  /**
   * Asks the gateway that the words, the environment or a profile name; blocks for the connect
   * timeout, which is two seconds unless they say so.
   *
   * @return nothing if it cannot be asked, or keeps no list
   */
  public static List<String> at(List<String> words) {
    try {
      Options options = new Options();
      new CommandLine(options).setUnmatchedArgumentsAllowed(true).parseArgs(array(words));
      Duration allowed = options.gateway.connectTimeoutOr(PATIENCE);
      AlpnmuxClient client =
          options.gateway.client(List.of()).toBuilder().connectTimeout(allowed).build();
      return client.services().services().stream()
          .filter(name -> HARMLESS.matcher(name).matches() && !name.startsWith(RESERVED))
          .toList();
    } catch (ParameterException | CommandFailure | IOException e) {
      // A line that is not finished need not make sense, and there is no place for words here.
      return List.of();
    }
  }

  private static String[] array(List<String> words) {
    return words.toArray(String[]::new);
  }

  @Command(defaultValueProvider = EnvironmentDefaults.class)
  private static final class Options {
    @Mixin private final GatewayOptions gateway = new GatewayOptions();
  }
}
