package dev.alpnmux.cli;

import dev.alpnmux.client.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the last word of a command line, as far as it is typed, may become. */
final class Completion {
  private static final String SERVICE = "SERVICE";
  private static final String PROFILE = "--profile";

  private final CommandLine root;
  private final Function<List<String>, List<String>> services;

  /**
   * @param services finds the services to choose from, for the words that are typed
   */
  Completion(CommandLine root, Function<List<String>, List<String>> services) {
    this.root = root;
    this.services = services;
  }

  /**
   * Returns the candidates, none where only the user knows.
   *
   * @param words those behind the command's own; the last is the one to complete
   */
  List<String> of(List<String> words) {
    if (words.isEmpty()) {
      return List.of();
    }
    String begun = words.get(words.size() - 1);
    List<String> before = words.subList(0, words.size() - 1);
    return candidates(before, begun).filter(word -> word.startsWith(begun)).toList();
  }

  private Stream<String> candidates(List<String> before, String begun) {
    int at = 0;
    while (at < before.size() && before.get(at).startsWith("-")) {
      at++;
    }
    boolean isCommandGiven = at < before.size();
    CommandLine command = isCommandGiven ? root.getSubcommands().get(before.get(at)) : root;
    // What stands behind the separator is another program's.
    if (command == null || before.contains("--")) {
      return Stream.of();
    }
    CommandSpec spec = command.getCommandSpec();
    OptionSpec open = before.isEmpty() ? null : openOption(spec, before.get(before.size() - 1));
    if (open != null) {
      return PROFILE.equals(open.longestName()) ? Profile.names().stream() : values(open);
    }
    if (begun.startsWith("-")) {
      return spec.options().stream().filter(o -> !o.hidden()).map(OptionSpec::longestName);
    }
    return isCommandGiven ? parameters(spec, before) : commands();
  }

  private static @Nullable OptionSpec openOption(CommandSpec spec, String word) {
    OptionSpec option = spec.findOption(word);
    return option != null && word.startsWith("-") && option.arity().max() > 0 ? option : null;
  }

  private Stream<String> commands() {
    return root.getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey);
  }

  private Stream<String> parameters(CommandSpec spec, List<String> before) {
    if (spec.positionalParameters().isEmpty()) {
      return Stream.of();
    }
    ArgSpec parameter = spec.positionalParameters().get(0);
    if (!parameter.paramLabel().startsWith(SERVICE)) {
      return values(parameter);
    }
    String more = parameter.paramLabel().startsWith(SERVICE + '=') ? "=" : "";
    return services.apply(new ArrayList<>(before)).stream().map(name -> name + more);
  }

  private static Stream<String> values(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    return candidates == null
        ? Stream.of()
        : StreamSupport.stream(candidates.spliterator(), false)
            .map(word -> word.toLowerCase(Locale.ROOT));
  }
}
