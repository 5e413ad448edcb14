package dev.alpnmux.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code alpnmux version}: what {@code --version} prints. */
@Command(name = "version", description = "Show the version and the JDK.")
final class VersionCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    System.out.println(json ? Version.json(Map.of()) : Version.text());
    return 0;
  }
}
