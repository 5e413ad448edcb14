package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

class EnvironmentDefaultsTest {
  private static final OptionSpec TIMEOUT =
      OptionSpec.builder("--connect-timeout").type(String.class).build();

  @Test
  void optionIsNamedInCapitals() {
    assertThat(defaults(Map.of("ALPNMUX_CONNECT_TIMEOUT", "5s")).defaultValue(TIMEOUT))
        .isEqualTo("5s");
  }

  @Test
  void emptyVariableIsAsGoodAsNone() {
    assertThat(defaults(Map.of("ALPNMUX_CONNECT_TIMEOUT", "")).defaultValue(TIMEOUT)).isNull();
    assertThat(defaults(Map.of()).defaultValue(TIMEOUT)).isNull();
  }

  @Test
  void flagIsNeverTakenFromTheEnvironment() {
    OptionSpec debug = OptionSpec.builder("--debug").type(boolean.class).build();

    assertThat(defaults(Map.of("ALPNMUX_DEBUG", "1")).defaultValue(debug)).isNull();
  }

  @Test
  void whereAGatewayHasItsAdminPagesIsNotWhereForwardServesItsOwn() {
    OptionSpec admin = OptionSpec.builder("--admin").type(String.class).build();

    assertThat(defaults(Map.of("ALPNMUX_ADMIN", "127.0.0.1:9440")).defaultValue(admin)).isNull();
  }

  private static EnvironmentDefaults defaults(Map<String, String> environment) {
    return new EnvironmentDefaults(environment);
  }
}
