package dev.alpnmux.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The version of the jar, and the JDK that runs it; with {@code --verbose} how it runs. */
final class Version implements IVersionProvider {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public String[] getVersion() {
    boolean isVerbose =
        spec != null && spec.root().userObject() instanceof Alpnmux alpnmux && alpnmux.isVerbose();
    return new String[] {isVerbose ? text() + System.lineSeparator() + RuntimeText.text() : text()};
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
