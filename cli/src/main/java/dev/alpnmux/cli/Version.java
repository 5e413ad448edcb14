package dev.alpnmux.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar, and the JDK that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  static String text() {
    String version =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return "alpnmux "
        + version
        + " (JDK "
        + Runtime.version()
        + ", "
        + System.getProperty("java.vendor")
        + ")";
  }
}
