package dev.alpnmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.cli.testing.AdministeredGateway;
import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.client.Trust;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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

/** The real command beside a real gateway, where standard output is no terminal. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class TopScenario {
  private static final String ECHO = "'echo':{'builtin':'echo'}";

  @TempDir Path folder;

  @Test
  void whatIsPrintedIsWhatTheGatewayCounts() throws Exception {
    try (AdministeredGateway gateway = AdministeredGateway.withToken(folder, ECHO)) {
      useAndMisspellEcho(gateway);
      Status status = await(gateway, s -> s.totals().refused() == 1 && s.totals().active() == 0);

      Result end = top(gateway, "--once", "--token", gateway.tokenFile().toString());

      assertThat(end.errors()).isEmpty();
      assertThat(end.exitCode()).isZero();
      assertThat(end.text()).doesNotContain("\u001b").endsWith("\n\n");
      assertThat(row(end.text(), "in all"))
          .containsExactly(
              "in",
              "all",
              "" + status.totals().active(),
              "" + status.totals().handshaking(),
              "" + status.totals().accepted(),
              "" + status.totals().refused(),
              "" + status.totals().relayed(),
              "5",
              "B",
              "5",
              "B");
      assertThat(status.totals().accepted()).isEqualTo(2);
      assertThat(row(end.text(), "echo")).startsWith("echo", "terminate", "0");
      assertThat(row(end.text(), "public")).endsWith("unknown_service", "1");
      assertThat(end.text())
          .contains("unknown_service (120)  127.0.0.1:")
          .contains("    fix: " + status.refusals().get(0).fix() + '\n');
    }
  }

  @Test
  void theTokenOpensAndNoOtherDoes() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "fedcba9876543210");
    try (AdministeredGateway gateway = AdministeredGateway.withToken(folder, ECHO)) {
      assertFailure(top(gateway, "--once"), 77, "want a token", "--token FILE");
      assertFailure(
          top(gateway, "--once", "--token", other.toString()),
          77,
          "do not take the token in " + other,
          "give the file that");
      Result json = top(gateway, "--once", "--json");
      assertThat(json.exitCode()).isEqualTo(77);
      assertThat(json.errors()).startsWith("{\"code\":77,\"reason\":\"the admin pages at ");

      Result configured = CommandProcess.run("top", "--once", "--config", gateway.config());
      assertThat(configured.errors()).isEmpty();
      assertThat(configured.text()).contains("\necho ");
    }
  }

  @Test
  void eachStateIsOneLineOfJsonOnRequest() throws Exception {
    try (AdministeredGateway gateway = AdministeredGateway.onSocket(folder, ECHO);
        CommandProcess top = start(gateway, Map.of(), "--json")) {
      BufferedReader lines = top.lines();
      for (int i = 0; i < 2; i++) {
        assertThat(StatusReader.read(lines.readLine()).services())
            .extracting("name")
            .contains("echo");
      }
      top.terminate();
      assertThat(top.end().exitCode()).isEqualTo(143);
    }
  }

  @Test
  void aGatewayThatGoesAwayAndComesBackIsWaitedFor() throws Exception {
    CommandProcess top;
    try (AdministeredGateway gateway = AdministeredGateway.onSocket(folder, ECHO)) {
      top = start(gateway, Map.of());
      assertThat(top.lines().readLine()).contains(": ready, up ");
    }
    try (top) {
      top.awaitError("; trying on");
      String services = ECHO + ",'fresh':{'builtin':'echo'}";
      try (AdministeredGateway gateway = AdministeredGateway.onSocket(folder, services)) {
        assertThat(gateway.admin()).startsWith("unix:");
        BufferedReader lines = top.lines();
        String line = String.valueOf(lines.readLine());
        while (!line.startsWith("fresh ")) {
          line = String.valueOf(lines.readLine());
          assertThat(line).isNotEqualTo("null");
        }
      }
      top.interrupt();
      Result end = top.end();
      assertThat(end.exitCode()).isEqualTo(130);
      assertThat(end.errors().lines())
          .allSatisfy(
              line ->
                  assertThat(line)
                      .startsWith("alpnmux: warning: cannot ask the admin pages at unix:")
                      .endsWith("; trying on"));
    }
  }

  @Test
  void whereNoAdminPagesAreTheCommandSaysSo() throws Exception {
    assertFailure(
        CommandProcess.run("top", "--admin", "127.0.0.1:1"),
        69,
        "cannot ask the admin pages at 127.0.0.1:1: Connection refused",
        "--admin");
    assertFailure(
        CommandProcess.run("top", "--admin", "nowhere.invalid:9440"), 68, "does not resolve", "");
    assertFailure(CommandProcess.run("top", "--admin", "9440"), 64, "expected HOST:PORT", "");
    assertFailure(CommandProcess.run("top", "--interval", "1ms"), 64, "at least 100ms", "");
    try (AdministeredGateway gateway = AdministeredGateway.onSocket(folder, ECHO)) {
      assertFailure(
          CommandProcess.run("top", "--admin", gateway.address()), 76, "is not HTTP", "listener");
    }
  }

  @Test
  void noClassOfTheGatewaysEnginesIsLoaded() throws Exception {
    Path classes = folder.resolve("classes.log");
    try (AdministeredGateway gateway = AdministeredGateway.onSocket(folder, ECHO)) {
      Map<String, String> flags = Map.of("JVM_FLAGS", "-Xlog:class+load:file=" + classes);
      Result end = CommandProcess.run(flags, "top", "--once", "--config", gateway.config());
      assertThat(end.exitCode()).as(end.errors()).isZero();
    }
    assertThat(Files.readString(classes))
        .contains("dev.alpnmux.cli.top.StatusView")
        .doesNotContain("io.vertx.", "io.netty.", "io.micrometer.", "jackson.databind");
  }

  @Test
  void linesAreAsWideAndAsManyAsTheEnvironmentSays() throws Exception {
    try (AdministeredGateway gateway = AdministeredGateway.onSocket(folder, ECHO)) {
      Result end =
          CommandProcess.run(
              Map.of("COLUMNS", "30", "LINES", "7"), "top", "--once", "--admin", gateway.admin());
      assertThat(end.text().lines().toList()).hasSizeLessThanOrEqualTo(8);
      assertThat(end.text().lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(30));
    }
  }

  private static void useAndMisspellEcho(AdministeredGateway gateway) throws Exception {
    AlpnmuxClient client =
        AlpnmuxClient.newBuilder()
            .gateway(gateway.address())
            .trust(Trust.pem(gateway.authority()))
            .build();
    try (ServiceSocket echo = client.connect("echo")) {
      echo.getOutputStream().write(new byte[5]);
      assertThat(echo.getInputStream().readNBytes(5)).hasSize(5);
    }
    assertThatThrownBy(() -> client.connect("ehco")).isInstanceOf(NoSuchServiceException.class);
  }

  /** The gateway counts a connection when it has ended, which is not when its client has. */
  private static Status await(AdministeredGateway gateway, Predicate<Status> condition)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + gateway.admin() + "/status.json"))
            .header("Authorization", "Bearer " + Files.readString(gateway.tokenFile()))
            .build();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (true) {
      Status status =
          StatusReader.read(
              HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
      if (condition.test(status)) {
        return status;
      }
      assertThat(System.nanoTime()).as("the state becomes so: %s", status).isLessThan(deadline);
    }
  }

  private static String[] row(String text, String first) {
    return text.lines()
        .filter(line -> line.startsWith(first + ' '))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row " + first + " in " + text))
        .split(" +", -1);
  }

  private static Result top(AdministeredGateway gateway, String... arguments) throws Exception {
    try (CommandProcess top = start(gateway, Map.of(), arguments)) {
      return top.end();
    }
  }

  private static CommandProcess start(
      AdministeredGateway gateway, Map<String, String> environment, String... arguments)
      throws Exception {
    String[] all = new String[arguments.length + 5];
    String[] first = {"top", "--admin", gateway.admin(), "--interval", "100ms"};
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(arguments, 0, all, first.length, arguments.length);
    return CommandProcess.start(environment, all);
  }

  private static void assertFailure(Result end, int exitCode, String error, String hint) {
    assertThat(end.exitCode()).as(end.errors()).isEqualTo(exitCode);
    assertThat(end.errors()).startsWith("alpnmux: error: ").contains(error).contains(hint);
    assertThat(end.text()).isEmpty();
  }
}
