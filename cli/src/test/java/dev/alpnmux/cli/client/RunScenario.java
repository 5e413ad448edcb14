package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.junit.GatewayExtension;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class RunScenario {
  @RegisterExtension
  static final GatewayExtension GATEWAY =
      new GatewayExtension().withService("orders-db", RunScenario::echo);

  @Test
  void theProgramFindsItsServicesAndItsExitStatusIsPassedOn() throws Exception {
    String program =
        "exec 3<>/dev/tcp/$ALPNMUX_ORDERS_DB_HOST/$ALPNMUX_ORDERS_DB_PORT;"
            + " echo hello >&3; head -n 1 <&3; echo $ALPNMUX_ORDERS_DB_ADDR; exit 42";
    List<String> gateway =
        List.of("--gateway", GATEWAY.address(), "--trust", GATEWAY.authority().toString());
    Result end = run(gateway, "orders-db", "--", "bash", "-c", program);

    assertThat(end.errors()).isEmpty();
    assertThat(end.text()).matches("hello\\n127\\.0\\.0\\.1:[0-9]+\\n");
    assertThat(end.exitCode()).isEqualTo(42);
  }

  @Test
  void optionsOfTheProgramAreItsOwn() throws Exception {
    Result end = runAlone("x", "--", "printf", "%s|", "--gateway", "--", "--help");

    assertThat(end.text()).isEqualTo("--gateway|--|--help|");
    assertThat(end.exitCode()).isZero();
  }

  @Test
  void standardInputIsTheProgramsOwn() throws Exception {
    try (CommandProcess run =
        CommandProcess.start("run", "x", "--gateway", "localhost:1", "--", "cat")) {
      run.send("for cat".getBytes(StandardCharsets.US_ASCII));
      assertThat(run.end().text()).isEqualTo("for cat");
    }
  }

  @Test
  void theEndOfTheCommandEndsTheProgram() throws Exception {
    String program = "trap 'echo ended; exit' TERM; echo up; while :; do sleep 0.05; done";
    try (CommandProcess run =
        CommandProcess.start("run", "x", "--gateway", "localhost:1", "--", "bash", "-c", program)) {
      assertThat(run.lines().readLine()).isEqualTo("up");
      run.terminate();
      assertThat(run.lines().readLine()).isEqualTo("ended");
      assertThat(run.end().exitCode()).isEqualTo(143);
    }
  }

  @Test
  void aProgramThatDoesNotExistEndsWith127() throws Exception {
    Result end = runAlone("x", "--", "/no/such/program");

    assertThat(end.exitCode()).isEqualTo(127);
    assertThat(end.errors()).startsWith("alpnmux: error: cannot run /no/such/program: ");
  }

  @Test
  void aCommandLineWithoutAProgramOrAServiceEndsWith64() throws Exception {
    for (String[] words : new String[][] {{"x"}, {"x", "--"}, {"--", "true"}}) {
      Result end = runAlone(words);
      assertThat(end.exitCode()).as(String.join(" ", words)).isEqualTo(64);
    }
  }

  @Test
  void twoServicesWithOneVariableEndWith64() throws Exception {
    Result end = runAlone("a-b", "a.b", "--", "true");

    assertThat(end.exitCode()).isEqualTo(64);
    assertThat(end.errors()).contains("two services would have the variable ALPNMUX_A_B_HOST");
  }

  private static Result runAlone(String... words) throws Exception {
    return run(List.of("--gateway", "localhost:1"), words);
  }

  private static Result run(List<String> options, String... words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(options);
    arguments.addAll(List.of(words));
    return CommandProcess.run(arguments.toArray(String[]::new));
  }

  private static void echo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
  }
}
