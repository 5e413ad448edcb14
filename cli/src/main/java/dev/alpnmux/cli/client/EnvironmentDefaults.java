package dev.alpnmux.cli.client;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes an option that is not given from the environment: {@code --gateway}, ALPNMUX_GATEWAY. */
public final class EnvironmentDefaults implements IDefaultValueProvider {
  /** Where a gateway's admin pages are; what {@code forward} serves itself is something else. */
  private static final String OF_TOP = "--admin";

  private final Map<String, String> environment;

  /** For picocli. */
  EnvironmentDefaults() {
    this(System.getenv());
  }

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)
        || option.arity().max() == 0
        || option.longestName().equals(OF_TOP)) {
      return null;
    }
    String value = environment.get(variable(option.longestName()));
    return value == null || value.isEmpty() ? null : value;
  }

  /** Returns the variable that stands in for an option. */
  public static String variable(String option) {
    return "ALPNMUX_" + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
