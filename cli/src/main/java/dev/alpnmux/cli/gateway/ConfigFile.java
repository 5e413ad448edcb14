package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.config.GatewayConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --config}. */
final class ConfigFile {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration of the gateway.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path file;

  Path file() {
    return file;
  }

  GatewayConfig read() throws CommandFailure {
    try {
      return ConfigReader.read(file);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.CONFIGURATION, e.getMessage(), null, e);
    }
  }
}
