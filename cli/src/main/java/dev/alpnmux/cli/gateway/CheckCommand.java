package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.gateway.config.FileDescriptors;
import dev.alpnmux.gateway.config.GatewayConfig;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alpnmux check}: whether {@code serve} would start with this file. */
@Command(
    name = "check",
    description = "Check a configuration, and show every problem in it.",
    footer = {"", "Exit codes: 0 it can be served, 64 usage, 78 it cannot."})
public final class CheckCommand implements Callable<Integer> {
  @Mixin private final ConfigFile config = new ConfigFile();

  @Override
  public Integer call() throws CommandFailure {
    GatewayConfig read = config.read();
    read.warnings().forEach(w -> System.err.println(ErrorText.warning(w.toString())));
    System.out.printf(
        Locale.ROOT,
        "%s: ok (%s, %s, %s)%n",
        config.file(),
        count(read.listeners().size(), "listener"),
        count(read.certificates().size(), "certificate"),
        count(read.services().size(), "service"));
    FileDescriptors.shortage(read.limits())
        .ifPresent(lack -> System.err.println(ErrorText.hint(lack)));
    return 0;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
