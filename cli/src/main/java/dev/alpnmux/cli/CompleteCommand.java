package dev.alpnmux.cli;

import dev.alpnmux.cli.client.ListedServices;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alpnmux complete -- WORD…}: what the scripts of {@link CompletionCommand} ask. */
@Command(
    name = "complete",
    hidden = true,
    description = "Print what the last word of a command line may become.")
final class CompleteCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "WORD", description = "The words up to the cursor.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    String[] all = words.toArray(String[]::new);
    new Completion(Alpnmux.model(all), ListedServices::at).of(words).forEach(System.out::println);
    return 0;
  }
}
