package dev.alpnmux.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.cli.outcome.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Where the admin pages are looked for. */
class AdminOptionsTest {
  private static final String GATEWAY =
      "{\"services\":\"not looked at\",\"admin\":{\"address\":\"0.0.0.0:9441\",\"token\":\"t\"}}";

  @TempDir Path folder;

  @Test
  void withoutAWordItIsTheAddressOfTheDocuments() throws Exception {
    assertThat(pages(Map.of())).hasToString("127.0.0.1:9440");
  }

  @Test
  void anOptionComesBeforeTheConfigurationAndThatBeforeTheEnvironment() throws Exception {
    Map<String, String> environment = Map.of("ALPNMUX_ADMIN", "unix:/run/a.sock");
    String config = "--config=" + config(GATEWAY);

    assertThat(pages(environment)).hasToString("unix:/run/a.sock");
    assertThat(pages(environment, config)).hasToString("127.0.0.1:9441");
    assertThat(pages(environment, config, "--admin=h:1")).hasToString("h:1");
    assertThat(pages(environment, "--admin=h:1")).hasToString("h:1");
  }

  @Test
  void theTokenOfTheConfigurationLiesBesideIt() throws Exception {
    String config = "--config=" + config(GATEWAY);

    assertThatThrownBy(() -> pages(Map.of(), config).get("/"))
        .hasMessage(folder.resolve("t") + ": there is no such file");
    assertThatThrownBy(() -> pages(Map.of("ALPNMUX_ADMIN_TOKEN", "/no/e")).get("/"))
        .hasMessage("/no/e: there is no such file");
    assertThatThrownBy(
            () -> pages(Map.of("ALPNMUX_ADMIN_TOKEN", "/no/e"), "--token=/no/o").get("/"))
        .hasMessage("/no/o: there is no such file");
  }

  @Test
  void aConfigurationWithoutAdminPagesIsToldSo() throws Exception {
    assertConfigFails("{}", "there is no \"admin\" in it");
    assertConfigFails("{\"admin\":{}}", "/admin: missing key \"address\"");
    assertConfigFails("{\"admin\":{\"address\":\":0\"}}", "/admin/address: a port is 1 to 65535");
    assertConfigFails("{", ":1: not JSON");
    assertThatThrownBy(() -> pages(Map.of(), "--config=/no/such.json"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("/no/such.json: there is no such file");
  }

  @Test
  void anAddressThatIsNoneIsAnErrorOfTheCommandLine() {
    assertThatThrownBy(() -> pages(Map.of(), "--admin=localhost"))
        .isInstanceOf(ParameterException.class)
        .hasMessageStartingWith("--admin: expected HOST:PORT");
    assertThatThrownBy(() -> pages(Map.of("ALPNMUX_ADMIN", "x")))
        .isInstanceOf(ParameterException.class)
        .hasMessageStartingWith("ALPNMUX_ADMIN: expected HOST:PORT");
  }

  private void assertConfigFails(String text, String message) throws Exception {
    String config = "--config=" + config(text);
    assertThatThrownBy(() -> pages(Map.of(), config))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message)
        .hasMessageContaining("gateway.json");
  }

  private Path config(String text) throws Exception {
    return Files.writeString(folder.resolve("gateway.json"), text);
  }

  private static AdminPages pages(Map<String, String> environment, String... arguments)
      throws CommandFailure {
    Line line = new Line();
    new CommandLine(line).parseArgs(arguments);
    return line.admin.pages(environment);
  }

  @Command
  private static final class Line {
    @Mixin private final AdminOptions admin = new AdminOptions();
  }
}
