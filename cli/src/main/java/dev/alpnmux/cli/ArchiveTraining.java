package dev.alpnmux.cli;

import dev.alpnmux.cli.outcome.ExitCode;
import java.nio.file.Path;

/**
 * Runs commands once through in one JVM, which then writes the archive of the classes that they
 * loaded. Only the launcher calls this.
 */
public final class ArchiveTraining {
  private static final String NOBODY = "127.0.0.1:1";

  private ArchiveTraining() {}

  /**
   * Ends the process: 0 when all went as expected.
   *
   * @param arguments a folder that does not exist; {@code init} makes it
   */
  public static void main(String[] arguments) {
    System.exit(isTrained(Path.of(arguments[0])) ? 0 : 1);
  }

  /** The tour of the demo is the real thing: a gateway, its clients, and TLS on both sides. */
  private static boolean isTrained(Path folder) {
    String config = folder.resolve("gateway.json").toString();
    return Alpnmux.run("init", folder.toString(), "ssh=" + NOBODY) == 0
        && Alpnmux.run("check", "--config", config) == 0
        && Alpnmux.run("connect", "ssh", "--gateway", NOBODY) == ExitCode.UNAVAILABLE.code()
        && Alpnmux.run("demo", "--once", "--port", "0") == 0;
  }
}
