package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.testkit.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Settings out of a file: {@code --profile}. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ProfileScenario {
  @TempDir Path folder;

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("ALPNMUX_PROFILES", folder.toString());
    return environment;
  }

  private void write(String... lines) throws Exception {
    Files.writeString(folder.resolve("work.properties"), String.join("\n", lines));
  }

  @Test
  void aProfileHoldsAllThatAConnectNeeds() throws Exception {
    try (FakeGateway gateway = FakeGateway.serving("echo")) {
      Files.copy(gateway.authority(), folder.resolve("ca.pem"));
      write("gateway=" + gateway.address(), "trust=ca.pem");

      Result end = CommandProcess.run(environment(Map.of()), "connect", "echo", "--profile=work");

      assertThat(end.errors()).isEmpty();
      assertThat(end.exitCode()).isZero();
    }
  }

  @Test
  void anOptionComesBeforeTheEnvironmentAndThatBeforeTheProfile() throws Exception {
    write("gateway=profile.test:1", "serverName=profile.test", "connectTimeout=3s");
    Map<String, String> environment =
        environment(
            Map.of(
                "ALPNMUX_PROFILE", "work",
                "ALPNMUX_GATEWAY", "environment.test:1",
                "ALPNMUX_SERVER_NAME", "environment.test"));

    Result end = CommandProcess.run(environment, "ssh-config", "ssh", "--gateway=option.test:1");

    assertThat(end.text())
        .contains(
            " --gateway option.test:1 --server-name environment.test --connect-timeout 3000ms\n");
  }

  @Test
  void aGivenPinReplacesTheTrustOfTheProfile() throws Exception {
    String pin = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    write("gateway=profile.test:1", "trust=missing.pem");

    Result end =
        CommandProcess.run(
            environment(Map.of("ALPNMUX_PROFILE", "work")), "ssh-config", "ssh", "--pin", pin);

    assertThat(end.text()).contains(" --gateway profile.test:1 --pin " + pin + "\n");
  }

  @Test
  void aWrongProfileEndsWith78AndItsLine() throws Exception {
    write("gatway=profile.test:1");

    Result end = CommandProcess.run(environment(Map.of()), "services", "--profile", "work");

    assertThat(end.errors())
        .isEqualTo(
            "alpnmux: error: "
                + folder.resolve("work.properties")
                + ": unknown setting \"gatway\"; did you mean \"gateway\"?\n");
    assertThat(end.exitCode()).isEqualTo(78);
  }

  @Test
  void aNameThatLeadsElsewhereEndsWith64() throws Exception {
    Result end = CommandProcess.run(environment(Map.of()), "services", "--profile", "../work");

    assertThat(end.errors()).startsWith("alpnmux: error: --profile: a profile's name is letters");
    assertThat(end.exitCode()).isEqualTo(64);
  }
}
