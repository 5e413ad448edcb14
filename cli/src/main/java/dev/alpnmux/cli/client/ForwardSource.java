package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.gateway.config.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where it is written what to forward.
 *
 * @param given on the command line
 * @param file more of them, if there is one
 */
record ForwardSource(List<Forwarding> given, @Nullable Path file) {
  /**
   * Reads the file; blocks on that.
   *
   * @throws CommandFailure with all problems of the file
   */
  List<Forwarding> read() throws CommandFailure {
    List<Forwarding> all = new ArrayList<>(given);
    if (file != null) {
      try {
        all.addAll(ForwardsFile.read(file));
      } catch (ConfigException e) {
        throw new CommandFailure(ExitCode.CONFIGURATION, e.getMessage(), null, e);
      }
    }
    return all;
  }
}
