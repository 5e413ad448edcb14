package dev.alpnmux.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code alpnmux version}: what {@code --version} prints. */
@Command(name = "version", description = "Show the version and the JDK.")
final class VersionCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.println(Version.text());
    return 0;
  }
}
