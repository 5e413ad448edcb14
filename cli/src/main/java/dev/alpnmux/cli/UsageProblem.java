package dev.alpnmux.cli;

import dev.alpnmux.cli.client.EnvironmentDefaults;
import dev.alpnmux.spec.Spelling;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A command line that cannot be parsed, in words.
 *
 * @param message what is wrong with it
 * @param hints the ways out that are known
 */
record UsageProblem(String message, List<String> hints) {
  static UsageProblem of(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unknown) {
      return unknown(unknown);
    }
    if (error instanceof MissingParameterException missing) {
      // picocli tells first what is missing, but a misspelt option is why it is.
      CommandLine command = error.getCommandLine();
      List<String> unmatched = command.getUnmatchedArguments();
      return unmatched.isEmpty()
          ? missing(missing)
          : unknown(new UnmatchedArgumentException(command, unmatched));
    }
    return new UsageProblem(String.valueOf(error.getMessage()), List.of());
  }

  private static UsageProblem unknown(UnmatchedArgumentException error) {
    String kind = kind(error);
    String argument = error.getUnmatched().get(0);
    String name = error.isUnknownOption() ? argument.split("=", 2)[0] : argument;
    List<String> hints =
        Spelling.nearest(name, words(error)).map(best -> "did you mean " + best + '?').stream()
            .toList();
    return new UsageProblem(kind + " \"" + name + '"', hints);
  }

  private static List<String> words(UnmatchedArgumentException error) {
    CommandSpec spec = error.getCommandLine().getCommandSpec();
    return error.isUnknownOption()
        ? spec.options().stream().map(OptionSpec::longestName).toList()
        : spec.subcommands().entrySet().stream()
            .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
  }

  private static String kind(UnmatchedArgumentException error) {
    if (error.isUnknownOption()) {
      return "unknown option";
    }
    boolean hasCommands = !error.getCommandLine().getSubcommands().isEmpty();
    return hasCommands ? "unknown command" : "unexpected argument";
  }

  private static UsageProblem missing(MissingParameterException error) {
    boolean readsEnvironment =
        error.getCommandLine().getDefaultValueProvider() instanceof EnvironmentDefaults;
    List<String> hints =
        error.getMissing().stream()
            .filter(argument -> readsEnvironment && argument.isOption())
            .map(argument -> ((OptionSpec) argument).longestName())
            .map(name -> "give " + name + ", or set " + EnvironmentDefaults.variable(name))
            .toList();
    return new UsageProblem(String.valueOf(error.getMessage()), hints);
  }
}
