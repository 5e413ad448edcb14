package dev.alpnmux.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code alpnmux serve} tells systemd; a few lines of Python stand in for it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class ServiceManagerScenario {
  private static final String RECEIVER =
      """
      import socket, sys
      receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      receiver.bind(sys.argv[1])
      print("bound", flush=True)
      while True:
          print(receiver.recv(4096).decode().replace("\\n", " "), flush=True)
      """;

  @TempDir Path folder;

  @Test
  void systemdHearsOfTheStartOfLifeOfReloadsAndOfTheStop() throws Exception {
    Path socket = folder.resolve("notify");
    Path config = config();
    Process receiver = new ProcessBuilder("python3", "-c", RECEIVER, socket.toString()).start();
    try (BufferedReader told = receiver.inputReader(StandardCharsets.UTF_8)) {
      assertThat(told.readLine()).isEqualTo("bound");
      Map<String, String> environment =
          Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "200000");
      try (CommandProcess gateway =
          CommandProcess.start(environment, "serve", "--config", config.toString())) {
        assertThat(gateway.lines().readLine()).startsWith("listening public ");
        assertThat(told.readLine()).isEqualTo("READY=1 STATUS=serving 1 services");
        assertThat(told.readLine()).isEqualTo("WATCHDOG=1");
        gateway.hangUp();
        awaitLine(told, line -> line.matches("RELOADING=1 MONOTONIC_USEC=\\d+"));
        awaitLine(told, line -> line.startsWith("READY=1 "));
        gateway.terminate();
        awaitLine(
            told, line -> line.matches("STOPPING=1 STATUS=draining 0 connections, up to 20s"));
        assertThat(gateway.end().exitCode()).isZero();
      }
    } finally {
      receiver.destroyForcibly();
    }
  }

  /** Signs of life come in between, as many as the time allows. */
  private static void awaitLine(BufferedReader told, Predicate<String> expected)
      throws IOException {
    String line = told.readLine();
    while (line.equals("WATCHDOG=1")) {
      line = told.readLine();
    }
    assertThat(line).matches(expected);
  }

  @Test
  void withoutItsVariablesNobodyIsTold() {
    ServiceManager nobody = ServiceManager.of(Map.of("WATCHDOG_USEC", "200000"), 1);
    nobody.ready("fine");
    nobody.alive();
    assertThat(nobody.watchdog()).isEmpty();
  }

  @Test
  void theWatchdogOfAnotherProcessIsNotOurs() {
    Map<String, String> ours =
        Map.of(
            "NOTIFY_SOCKET", "/nowhere/notify", "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7");
    assertThat(ServiceManager.of(ours, 7).watchdog().orElseThrow()).hasSeconds(30);
    assertThat(ServiceManager.of(ours, 8).watchdog()).isEmpty();
  }

  private Path config() throws Exception {
    Path gateway = folder.resolve("gateway");
    Map<String, String> data = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
    assertThat(CommandProcess.run(data, "init", gateway.toString()).exitCode()).isZero();
    String document =
        "{\"listeners\":[{\"name\":\"public\",\"address\":\"127.0.0.1:0\"}],\"certificates\":"
            + "[{\"certificate\":\"gateway.pem\",\"privateKey\":\"gateway.key\"}],\"services\":"
            + "{\"echo\":{\"builtin\":\"echo\"}}}";
    return Files.writeString(gateway.resolve("test.json"), document);
  }
}
