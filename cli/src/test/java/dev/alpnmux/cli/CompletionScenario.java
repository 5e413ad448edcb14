package dev.alpnmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code completion bash} in a real bash. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class CompletionScenario {
  private static final String LIST = "alpnmux.services/1";

  /** Does what bash does when the key is pressed, and prints what it would show. */
  private static final String PRESS_TAB =
      """
      source completion.bash
      complete -p alpnmux >&2
      COMP_LINE=$1 COMP_POINT=${#1}
      _alpnmux ./alpnmux
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir Path folder;

  @BeforeEach
  void installCommand() throws Exception {
    Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
    Path jar = Path.of(System.getProperty("alpnmux.jar", "target/alpnmux.jar")).toAbsolutePath();
    Path command = folder.resolve("alpnmux");
    Files.writeString(command, "#!/bin/sh\nexec \"%s\" -jar \"%s\" \"$@\"\n".formatted(java, jar));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        folder.resolve("completion.bash"), CommandProcess.run("completion", "bash").text());
  }

  /** However slow the machine is. */
  private static String trusting(FakeGateway gateway) {
    return " --connect-timeout 30s --gateway %s --trust %s"
        .formatted(gateway.address(), gateway.authority());
  }

  private List<String> candidates(String line) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--norc", "-c", PRESS_TAB, "bash", line)
            .directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ALPNMUX_"));
    builder.redirectError(folder.resolve("errors").toFile());
    Process bash = builder.start();
    String shown = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("errors")))
        .isEqualTo("complete -o default -F _alpnmux alpnmux\n");
    return shown.lines().filter(candidate -> !candidate.isEmpty()).toList();
  }

  @Test
  void commandsAndOptionsAreCompleted() throws Exception {
    assertThat(candidates("./alpnmux ss")).containsExactly("ssh-config");
    assertThat(candidates("./alpnmux connect --gateway gw:1 --tr")).containsExactly("--trust");
    assertThat(candidates("./alpnmux connect --trust ")).isEmpty();
  }

  @Test
  void servicesAreThoseThatTheGatewayLists() throws Exception {
    try (FakeGateway gateway = listing("echo\r\norders\r\nalpnmux.services/1")) {
      String options = trusting(gateway);

      assertThat(candidates("./alpnmux connect" + options + " ")).containsExactly("echo", "orders");
      assertThat(candidates("./alpnmux forward" + options + " o")).containsExactly("orders=");
    }
  }

  @Test
  void whatAGatewayOrTheLineSaysIsNeverRun() throws Exception {
    try (FakeGateway gateway = listing("$(touch${IFS}gateway)\r\n`touch`\r\n-x\r\na;b\r\nfine")) {
      String options = trusting(gateway);

      assertThat(candidates("./alpnmux connect" + options + " ")).containsExactly("fine");
      assertThat(candidates("./alpnmux connect" + options + " $(touch line) ")).hasSize(1);
      assertThat(candidates("./alpnmux connect" + options + " * ")).hasSize(1);
    }
    assertThat(folder.resolve("gateway")).doesNotExist();
    assertThat(folder.resolve("line")).doesNotExist();
  }

  @Test
  void aGatewayThatCannotBeAskedHasNoServices() throws Exception {
    assertThat(candidates("./alpnmux connect --gateway localhost:1 ")).isEmpty();
    assertThat(candidates("./alpnmux connect ")).isEmpty();
  }

  private static FakeGateway listing(String lines) throws Exception {
    byte[] answer =
        (lines + "\r\n\r\n{\"complete\":true,\"services\":[]}\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return FakeGateway.start(
        TlsGateway.with(TestCertificates.SERVER)
            .services(LIST)
            .service((tls, below) -> tls.getOutputStream().write(answer)));
  }
}
