package dev.alpnmux.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.gateway.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The access log of the command: moved by hand, by logrotate, and to where it cannot be. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@DisabledOnOs(OS.WINDOWS)
class AccessLogServeScenario {
  @TempDir Path folder;

  private Path made;
  private Path log;

  static boolean logrotateIsInstalled() {
    return Program.areInstalled("logrotate");
  }

  @BeforeEach
  void prepare() throws Exception {
    made = folder.resolve("gateway");
    log = made.resolve("access.log");
    Map<String, String> environment = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
    assertThat(CommandProcess.run(environment, "init", made.toString(), "x=h:1").exitCode())
        .isZero();
    write("access.log");
  }

  private void write(String accessLog) throws IOException {
    Files.writeString(
        made.resolve("gateway.json"),
        """
        { "listeners": [ { "name": "public", "address": "127.0.0.1:0" } ],
          "certificates": [ { "certificate": "gateway.pem", "privateKey": "gateway.key" } ],
          "services": { "echo": { "builtin": "echo" } },
          "accessLog": "%s" }
        """
            .formatted(accessLog));
  }

  private CommandProcess serve() throws IOException {
    return CommandProcess.start("serve", "--config", made.resolve("gateway.json").toString());
  }

  private static int port(CommandProcess serve) throws IOException {
    Matcher listening =
        Pattern.compile("listening public 127\\.0\\.0\\.1:(\\d+) tls")
            .matcher(serve.lines().readLine());
    assertThat(listening.matches()).isTrue();
    return Integer.parseInt(listening.group(1));
  }

  /** Is refused, for it speaks no TLS. */
  private static void visit(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write('x');
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static void awaitLines(Path file, int count) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (lines(file).size() != count) {
      assertThat(System.nanoTime()).as("%d lines in %s", count, lines(file)).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void aSignalOpensTheFileAnewWhateverTheConfigurationIs() throws Exception {
    Path moved = made.resolve("moved.log");
    try (CommandProcess serve = serve()) {
      int port = port(serve);
      visit(port);
      awaitLines(log, 1);
      Files.writeString(made.resolve("gateway.json"), "{");
      Files.move(log, moved);
      serve.hangUp();
      awaitLines(log, 0);
      serve.awaitError("the configuration stays as it is");
      visit(port);
      awaitLines(log, 1);
      serve.terminate();
      Result end = serve.end();
      assertThat(end.exitCode()).isZero();
      assertThat(end.text()).isEmpty();
    }
    assertThat(lines(moved)).singleElement().asString().contains("\"reason\":\"not_tls\"");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .startsWith("rw-")
        .endsWith("---");
  }

  /** The system takes half a line, and then no more. */
  @Test
  void aDiskThatIsFullHasWholeLines() throws Exception {
    String config = made.resolve("gateway.json").toString();
    try (CommandProcess serve =
        CommandProcess.startWithFileBlocks(2, "serve", "--config", config)) {
      int port = port(serve);
      for (int i = 0; i < 10; i++) {
        visit(port);
      }
      serve.awaitError("access.log cannot be written: ");
      visit(port);
      serve.terminate();
      assertThat(serve.end().errors()).contains(" lines could not be written before the end");
    }
    assertThat(Files.readString(log)).endsWith("}\n").hasSizeLessThanOrEqualTo(1024);
    assertThat(lines(log))
        .isNotEmpty()
        .allMatch(line -> line.matches("\\{\"event\":\"end\".*\\}\\}"));
  }

  @Test
  @EnabledIf(value = "logrotateIsInstalled", disabledReason = "logrotate is not installed")
  void logrotateAndTheSnippetOfTheDocument() throws Exception {
    try (CommandProcess serve = serve()) {
      int port = port(serve);
      visit(port);
      awaitLines(log, 1);
      logrotate(serve.pid());
      visit(port);
      awaitLines(log, 1);
      visit(port);
      serve.terminate();
      assertThat(serve.end().exitCode()).isZero();
    }
    assertThat(lines(made.resolve("access.log.1"))).hasSize(1);
    assertThat(lines(log)).hasSize(2);
  }

  private void logrotate(long pid) throws Exception {
    Matcher snippet =
        Pattern.compile("(?ms)^```\n(/var/log/alpnmux/access\\.log \\{.*?)^```$")
            .matcher(Files.readString(Path.of(System.getProperty("alpnmux.operations"))));
    assertThat(snippet.find()).isTrue();
    Path rules =
        Files.writeString(
            folder.resolve("rules"),
            snippet
                .group(1)
                .replace("/var/log/alpnmux/access.log", log.toString())
                .replaceFirst("systemctl .*", "kill -HUP " + pid));
    Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Program program =
        Program.start("logrotate", "--force", "--state", folder.resolve("state"), rules)) {
      assertThat(program.succeed()).isEmpty();
    }
  }

  @Test
  void aLogThatCannotBeIsSaidByCheckAndServe() throws Exception {
    write("no-folder/access.log");
    String config = made.resolve("gateway.json").toString();
    for (String command : List.of("check", "serve")) {
      Result end = CommandProcess.run(command, "--config", config);
      assertThat(end.exitCode()).isEqualTo(78);
      assertThat(end.errors())
          .contains(config + ":4: /accessLog: ")
          .contains("no-folder/access.log: there is no such folder; make it");
    }
  }
}
