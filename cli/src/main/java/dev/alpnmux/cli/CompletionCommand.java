package dev.alpnmux.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alpnmux completion}: the script by which a shell completes its command lines. */
@Command(
    name = "completion",
    description = "Print the script by which a shell completes command lines.",
    footer = {
      "",
      "bash: source <(alpnmux completion bash)",
      "zsh:  source <(alpnmux completion zsh)     after compinit",
      "fish: alpnmux completion fish | source",
      "The names of services come from the gateway of the line, of the environment or of",
      "the profile, if it keeps a list (see: alpnmux services --help).",
      "Exit codes: 64 usage."
    })
final class CompletionCommand implements Callable<Integer> {
  private enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Shell shell;

  @Override
  public Integer call() {
    System.out.print(script("completion." + shell.name().toLowerCase(Locale.ROOT)));
    return 0;
  }

  private static String script(String resource) {
    try (InputStream script =
        Objects.requireNonNull(CompletionCommand.class.getResourceAsStream(resource), resource)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar cannot be read", e);
    }
  }
}
