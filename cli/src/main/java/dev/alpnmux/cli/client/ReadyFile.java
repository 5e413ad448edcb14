package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.outcome.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The file that is there while all listeners accept, with the lines of standard output. */
record ReadyFile(Path path) {
  /** Writes it at once: nobody ever sees a part of it. */
  void write(List<String> lines) throws CommandFailure {
    try {
      Path fresh = Files.createTempFile(path.toAbsolutePath().getParent(), ".", ".ready");
      try {
        Files.write(fresh, lines);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw failure("cannot write the ready file: ", e);
    }
  }

  /** Removes what an earlier run may have left, or this one. */
  void remove() throws CommandFailure {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failure("cannot remove the ready file: ", e);
    }
  }

  private static CommandFailure failure(String what, IOException e) {
    return new CommandFailure(ExitCode.SYSTEM, what + IoReason.of(e), null, e);
  }
}
