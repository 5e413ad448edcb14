package dev.alpnmux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts of {@code completion} in the real shells. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class CompletionScenario {
  private static final String LIST = "alpnmux.services/1";

  /** Each does what the shell does when the key is pressed, and prints what it would show. */
  private enum Shell {
    BASH(
        "--norc",
        """
        source completion.bash
        complete -p alpnmux >&2
        COMP_LINE=$1 COMP_POINT=${#1}
        _alpnmux ./alpnmux
        printf '%s\n' "${COMPREPLY[@]}"
        """,
        "complete -o default -F _alpnmux alpnmux\n"),
    ZSH(
        "-f",
        """
        autoload -Uz compinit && compinit -u -D
        source ./completion.zsh
        print -u2 -r -- $_comps[alpnmux]
        compadd() { print -rl -- "${@[$(( ${@[(i)--]} + 1 )),-1]}" }
        _files() { }
        words=("${(@s: :)1}") CURRENT=$#words
        _alpnmux
        """,
        "_alpnmux\n"),
    FISH(
        "--no-config",
        """
        source completion.fish
        function __fish_complete_path
        end
        complete -C $argv[1]
        """,
        "");

    private final String bare;
    private final String pressTab;
    private final String loaded;

    /**
     * @param bare has the shell read no file of the user
     * @param loaded what it says of the script
     */
    Shell(String bare, String pressTab, String loaded) {
      this.bare = bare;
      this.pressTab = pressTab;
      this.loaded = loaded;
    }

    String program() {
      return name().toLowerCase(Locale.ROOT);
    }

    List<String> command(String line) {
      List<String> command = new ArrayList<>(List.of(program(), bare, "-c", pressTab));
      if (this != FISH) {
        command.add(program()); // The name of the script; fish has none.
      }
      command.add(line);
      return command;
    }
  }

  @TempDir Path folder;

  @BeforeEach
  void installCommand() throws Exception {
    Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
    Path jar = Path.of(System.getProperty("alpnmux.jar", "target/alpnmux.jar")).toAbsolutePath();
    Path command = folder.resolve("alpnmux");
    Files.writeString(command, "#!/bin/sh\nexec \"%s\" -jar \"%s\" \"$@\"\n".formatted(java, jar));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** However slow the machine is. */
  private static String trusting(FakeGateway gateway) {
    return " --connect-timeout 30s --gateway %s --trust %s"
        .formatted(gateway.address(), gateway.authority());
  }

  private List<String> candidates(Shell shell, String line) throws Exception {
    assumeThat(Program.areInstalled(shell.program())).isTrue();
    Path script = folder.resolve("completion." + shell.program());
    if (Files.notExists(script)) {
      Files.writeString(script, CommandProcess.run("completion", shell.program()).text());
    }
    ProcessBuilder builder = new ProcessBuilder(shell.command(line)).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ALPNMUX_"));
    builder.environment().put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    builder.redirectError(folder.resolve("errors").toFile());
    Process process = builder.start();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("errors"))).isEqualTo(shell.loaded);
    return shown.lines().filter(candidate -> !candidate.isEmpty()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void commandsAndOptionsAreCompleted(Shell shell) throws Exception {
    assertThat(candidates(shell, "./alpnmux ss")).containsExactly("ssh-config");
    assertThat(candidates(shell, "./alpnmux connect --gateway gw:1 --tr"))
        .containsExactly("--trust");
    assertThat(candidates(shell, "./alpnmux connect --trust ")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void servicesAreThoseThatTheGatewayLists(Shell shell) throws Exception {
    try (FakeGateway gateway = listing("echo\r\norders\r\nalpnmux.services/1")) {
      String options = trusting(gateway);

      assertThat(candidates(shell, "./alpnmux connect" + options + " "))
          .containsExactly("echo", "orders");
      assertThat(candidates(shell, "./alpnmux forward" + options + " o"))
          .containsExactly("orders=");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAGatewayOrTheLineSaysIsNeverRun(Shell shell) throws Exception {
    try (FakeGateway gateway = listing("$(touch${IFS}gateway)\r\n`touch`\r\n-x\r\na;b\r\nfine")) {
      String options = trusting(gateway);

      assertThat(candidates(shell, "./alpnmux connect" + options + " ")).containsExactly("fine");
      assertThat(candidates(shell, "./alpnmux connect" + options + " $(touch line) ")).hasSize(1);
      assertThat(candidates(shell, "./alpnmux connect" + options + " * ")).hasSize(1);
    }
    assertThat(folder.resolve("gateway")).doesNotExist();
    assertThat(folder.resolve("line")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void aGatewayThatCannotBeAskedHasNoServices(Shell shell) throws Exception {
    assertThat(candidates(shell, "./alpnmux connect --gateway localhost:1 ")).isEmpty();
    assertThat(candidates(shell, "./alpnmux connect ")).isEmpty();
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
