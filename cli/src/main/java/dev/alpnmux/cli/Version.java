package dev.alpnmux.cli;

import dev.alpnmux.cli.log.JsonText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The version of the jar, and the JDK that runs it; with {@code --verbose} how it runs. */
final class Version implements IVersionProvider {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public String[] getVersion() {
    return new String[] {
      spec != null && spec.root().userObject() instanceof Alpnmux alpnmux
          ? shown(alpnmux.isVerbose(), alpnmux.wantsJson())
          : text()
    };
  }

  private static String shown(boolean isVerbose, boolean asJson) {
    if (asJson) {
      return json(isVerbose ? RuntimeText.facts() : Map.of());
    }
    return isVerbose ? text() + System.lineSeparator() + RuntimeText.text() : text();
  }

  /** Returns the same as one object of JSON. */
  static String json(Map<String, String> runtime) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("version", version());
    facts.put("jdk", Runtime.version().toString());
    facts.put("vendor", System.getProperty("java.vendor"));
    runtime.forEach((words, value) -> facts.put(key(words), value));
    return facts.entrySet().stream()
        .map(fact -> JsonText.quoted(fact.getKey()) + ':' + JsonText.quoted(fact.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** {@code java home} is {@code javaHome}. */
  private static String key(String words) {
    return Pattern.compile(" (.)")
        .matcher(words)
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }

  static String text() {
    return "alpnmux "
        + version()
        + " (JDK "
        + Runtime.version()
        + ", "
        + System.getProperty("java.vendor")
        + ")";
  }

  private static String version() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
