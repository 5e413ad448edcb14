package dev.alpnmux.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the gateway, as a newcomer uses them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class GatewayCommandsScenario {
  @TempDir Path folder;

  private Map<String, String> environment = Map.of();

  @BeforeEach
  void keepCertificatesInAFolderOfTheTest() {
    environment = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
  }

  @Test
  void demoShowsTwoServicesAndARefusal() throws Exception {
    Result end = CommandProcess.run(environment, "demo", "--once");

    assertThat(end.errors()).isEmpty();
    assertThat(end.text())
        .containsPattern("echo +connected +sent \"hello\", received \"hello\"")
        .containsPattern("daytime +connected +received \"")
        .containsPattern("no-such +refused +alert 120 \\(no_application_protocol\\)")
        .contains(folder.resolve("data/alpnmux/ca.pem").toString())
        .doesNotContain("\u001b");
    assertThat(end.exitCode()).isZero();
  }

  @Test
  void demoTakesServicesOfTheUsersOwn() throws Exception {
    try (ServerSocket upstream = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String up = "up=127.0.0.1:" + upstream.getLocalPort();
      ServerSocket closed = new ServerSocket(0);
      closed.close();
      String down = "down=127.0.0.1:" + closed.getLocalPort();

      Result end =
          CommandProcess.run(environment, "demo", "--once", "--service", up, "--service", down);

      assertThat(end.text())
          .containsPattern("up +connected +reached 127.0.0.1")
          .containsPattern("down +refused +alert 80 \\(internal_error\\)");
      assertThat(end.exitCode()).isZero();
    }
  }

  @Test
  void demoOnAPortInUseEndsWith71WhenThePortWasAskedFor() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      Result end = CommandProcess.run(environment, "demo", "--once", "--port", port);

      assertThat(end.exitCode()).isEqualTo(71);
      assertThat(end.errors()).startsWith("alpnmux: error: ").contains(port);
    }
  }

  @Test
  void demoOnAPortThatIsNoneEndsWith64() throws Exception {
    Result end = CommandProcess.run(environment, "demo", "--once", "--port", "99999");

    assertThat(end.exitCode()).isEqualTo(64);
    assertThat(end.errors())
        .startsWith("alpnmux: error: --port: expected 0 to 65535 but found 99999\n");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void initKeepsTheKeyFromOthersAndNotTheAuthority() throws Exception {
    Path config = init();

    assertThat(permissions(config.resolveSibling("gateway.key"))).isEqualTo("rw-------");
    assertThat(permissions(config.resolveSibling("ca.pem"))).isEqualTo(permissions(config));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void initWritesAConfigurationThatServes() throws Exception {
    Path config = init("ssh=127.0.0.1:22");

    Result check = CommandProcess.run("check", "--config", config.toString());

    assertThat(check.text()).isEqualTo(config + ": ok (1 listener, 1 certificate, 1 service)\n");
    assertThat(check.exitCode()).isZero();
  }

  @Test
  void initOverwritesNothing() throws Exception {
    Path config = init();
    String before = Files.readString(config);

    Result again =
        CommandProcess.run(environment, "init", folder.resolve("gateway").toString(), "x=h:1");

    assertThat(again.exitCode()).isEqualTo(71);
    assertThat(again.errors()).contains("is there already, and nothing was changed");
    assertThat(config).hasContent(before);
  }

  @Test
  void serveSaysWhereItListensConnectsByNameAndDrainsOnSigterm() throws Exception {
    Path config = onFreePort(init());
    try (CommandProcess serve = CommandProcess.start("serve", "--config", config.toString())) {
      BufferedReader lines = serve.lines();
      String line = lines.readLine();
      assertThat(line).matches("listening public 127\\.0\\.0\\.1:[0-9]+ tls");
      String port = line.substring(line.lastIndexOf(':') + 1, line.lastIndexOf(' '));
      Path authority = config.resolveSibling("ca.pem");

      Result refused =
          CommandProcess.run(
              "connect", "no", "--gateway", "localhost:" + port, "--trust", authority.toString());
      assertThat(refused.exitCode()).isEqualTo(80);

      serve.terminate();
      assertThat(lines.readLine()).isNull();
      Result end = serve.end();
      assertThat(end.errors()).containsPattern("draining [0-9]+ connections?, up to 20s");
      assertThat(end.exitCode()).isZero();
    }
  }

  @Test
  void secondSigtermEndsTheDrain() throws Exception {
    Path config = onFreePort(init());
    Files.writeString(
        config,
        Files.readString(config).replaceFirst("}\\s*$", ", \"timeouts\": {\"drain\": \"10m\"}}"));
    try (CommandProcess serve = CommandProcess.start("serve", "--config", config.toString())) {
      String line = serve.lines().readLine();
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1, line.lastIndexOf(' ')));
      Path authority = config.resolveSibling("ca.pem");
      try (CommandProcess connect =
          CommandProcess.start(
              "connect",
              "echo",
              "--gateway",
              "localhost:" + port,
              "--trust",
              authority.toString())) {
        connect.input().write('x');
        connect.input().flush();
        assertThat(connect.output().read()).isEqualTo('x');

        serve.terminate();
        awaitNoListener(port);
        serve.terminate();

        assertThat(serve.end().exitCode()).isZero();
      }
    }
  }

  @Test
  void brokenConfigurationEndsWith78AndEveryProblem() throws Exception {
    Path config = folder.resolve("gateway.json");
    Files.writeString(config, "{\n  \"listners\": [],\n  \"servces\": {}\n}\n");

    for (String command : new String[] {"serve", "check", "explain"}) {
      Result end = CommandProcess.run(command, "--config", config.toString());

      assertThat(end.exitCode()).isEqualTo(78);
      assertThat(end.text()).isEmpty();
      assertThat(end.errors())
          .contains("alpnmux: error: " + config + ":2: ", "alpnmux: error: " + config + ":3: ")
          .doesNotContain("\tat ", "Exception");
    }
  }

  @Test
  void missingConfigurationEndsWith78() throws Exception {
    Result end = CommandProcess.run("serve", "--config", folder.resolve("no.json").toString());

    assertThat(end.exitCode()).isEqualTo(78);
    assertThat(end.errors()).startsWith("alpnmux: error: ").contains("no.json");
  }

  @Test
  void portInUseEndsWith71() throws Exception {
    Path config = init();
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      usePort(config, taken.getLocalPort());

      Result end = CommandProcess.run("serve", "--config", config.toString());

      assertThat(end.exitCode()).isEqualTo(71);
      assertThat(end.text()).isEmpty();
      assertThat(end.errors())
          .contains("alpnmux: error: listener \"public\": cannot listen on ")
          .contains(": Address already in use; stop the program")
          .contains(String.valueOf(taken.getLocalPort()))
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aDataPathThatCannotBeHadEndsWith78() throws Exception {
    Path config = init();
    Files.writeString(
        config,
        Files.readString(config)
            .replace(
                "\"services\": {",
                "\"dataPath\": \"linux\", \"services\": { \"%FF\": { \"builtin\": \"echo\" },"));

    Result end = CommandProcess.run("serve", "--config", config.toString());

    assertThat(end.exitCode()).as(end.errors()).isEqualTo(78);
    assertThat(end.errors())
        .startsWith("alpnmux: error: the data path linux cannot be had: ")
        .contains("\"dataPath\": \"auto\"");
  }

  @Test
  void explainShowsTheServiceOrTheAlert() throws Exception {
    String config = init("ssh=127.0.0.1:22", "db=10.0.0.1:5432").toString();

    Result ssh = CommandProcess.run("explain", "--config", config, "--alpn", "x,ssh");
    assertThat(ssh.text())
        .isEqualTo(
            """
            listener    public
            service     ssh
            protocol    ssh
            mode        terminate
            upstreams   127.0.0.1:22
            """);
    assertThat(ssh.exitCode()).isZero();

    Result unknown = CommandProcess.run("explain", "--config", config, "--alpn", "x");
    assertThat(unknown.text())
        .contains("refused     unknown_service\n", "alert       120 no_application_protocol\n");
    assertThat(unknown.exitCode()).isEqualTo(80);

    Result elsewhere =
        CommandProcess.run("explain", "--config", config, "--alpn", "ssh", "--sni", "a.test");
    assertThat(elsewhere.text()).contains("refused     unknown_server_name\n");
    assertThat(elsewhere.exitCode()).isEqualTo(81);

    assertThat(CommandProcess.run("explain", "--config", config).exitCode()).isEqualTo(80);
  }

  private Path init(String... services) throws Exception {
    Path gateway = folder.resolve("gateway");
    String[] arguments = new String[services.length + 2];
    arguments[0] = "init";
    arguments[1] = gateway.toString();
    System.arraycopy(services, 0, arguments, 2, services.length);
    Result end = CommandProcess.run(environment, arguments);
    assertThat(end.errors()).isEmpty();
    assertThat(end.exitCode()).isZero();
    return gateway.resolve("gateway.json");
  }

  private static Path onFreePort(Path config) throws Exception {
    return usePort(config, 0);
  }

  private static Path usePort(Path config, int port) throws Exception {
    return Files.writeString(config, Files.readString(config).replace(":8443", ":" + port));
  }

  /** The listener closes at the first signal; until then connections succeed. */
  private static void awaitNoListener(int port) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
      } catch (IOException refused) {
        return;
      }
    }
    throw new AssertionError("it still listens on port " + port);
  }
}
