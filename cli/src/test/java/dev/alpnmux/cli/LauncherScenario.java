package dev.alpnmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a copy of the project without its content. The Maven and the Java that it finds
 * are scripts: the one notes that it ran and leaves a jar, the other says how it was called.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherScenario {
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "cat",
          "dirname",
          "find",
          "flock",
          "grep",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rmdir",
          "sed",
          "sleep",
          "tail",
          "tee",
          "touch");

  @TempDir Path folder;

  private Path home = Path.of("");
  private Path bin = Path.of("");

  @BeforeEach
  void copyLauncher() throws Exception {
    folder = folder.toRealPath();
    home = Files.createDirectories(folder.resolve("project"));
    bin = Files.createDirectories(folder.resolve("bin"));
    Path launcher = Path.of(System.getProperty("alpnmux.launcher", "../alpnmux"));
    script(home.resolve("alpnmux"), Files.readString(launcher));
    Files.createFile(home.resolve("pom.xml"));
    for (String module : List.of("protocol-spec", "gateway", "client-lib", "cli")) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    for (String tool : TOOLS) {
      offer(tool);
    }
    script(
        bin.resolve("mvn"),
        """
        #!/bin/sh
        echo run >>"%1$s/mvn.log"
        echo "[INFO] Building alpnmux 0.1.0 [5/5]"
        while [ -f "%1$s/gate" ]; do sleep 0.05; done
        if [ -f "%1$s/fail" ]; then
          echo "[ERROR] it does not compile"
          exit 1
        fi
        for argument in "$@"; do
          case $argument in -Dalpnmux.jar=*) : >"${argument#-Dalpnmux.jar=}" ;; esac
        done
        """
            .formatted(folder));
    java("17.0.15");
  }

  @Test
  void firstRunBuildsAndSaysSoOnStandardErrorOnly() throws Exception {
    Ended first = run(home, "./alpnmux", "version");

    assertThat(first.errors().lines())
        .containsExactly(
            "alpnmux: building (first run, about a minute) …",
            "alpnmux:   5/5 alpnmux",
            "alpnmux: built");
    assertThat(first.output())
        .contains("-jar " + home.resolve("cli/target/alpnmux.jar") + " version");
    assertThat(first.exitCode()).isEqualTo(42);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void whatIsUpToDateIsNotBuiltAgain() throws Exception {
    run(home, "./alpnmux", "version");

    Ended second = run(home, "./alpnmux", "version");

    assertThat(second.errors()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void newerSourceIsBuiltAgain() throws Exception {
    run(home, "./alpnmux", "version");
    Path source = Files.createFile(home.resolve("gateway/src/main/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));

    assertThat(run(home, "./alpnmux", "version").errors()).contains("the sources have changed");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void linkLeadsToTheProjectAndTheWorkingDirectoryStays() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    Files.createSymbolicLink(folder.resolve("absolute"), home.resolve("alpnmux"));
    Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../absolute"));

    Ended end = run(elsewhere, "./relative", "check", "--config", "my file.json");

    assertThat(end.output())
        .startsWith("in " + elsewhere + "\n")
        .contains("-jar " + home.resolve("cli/target/alpnmux.jar"))
        .contains("-Dalpnmux.command=./relative")
        .endsWith(" check --config my file.json\n");
  }

  @Test
  void twoFirstRunsBuildOnce() throws Exception {
    Path gate = Files.createFile(folder.resolve("gate"));
    Process first = start(home, "./alpnmux", "version");
    BufferedReader firstErrors = first.errorReader(StandardCharsets.UTF_8);
    assertThat(firstErrors.readLine()).contains("building");
    Process second = start(home, "./alpnmux", "version");
    BufferedReader secondErrors = second.errorReader(StandardCharsets.UTF_8);
    assertThat(secondErrors.readLine()).isEqualTo("alpnmux: waiting for another build to end …");
    Files.delete(gate);

    assertThat(end(first).exitCode()).isEqualTo(42);
    assertThat(end(second).exitCode()).isEqualTo(42);
    assertThat(secondErrors.readLine()).isNull();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void failedBuildSaysWhyAndLeavesNoJar() throws Exception {
    Files.createFile(folder.resolve("fail"));

    Ended end = run(home, "./alpnmux", "version");

    assertThat(end.exitCode()).isEqualTo(69);
    assertThat(end.output()).isEmpty();
    assertThat(end.errors())
        .contains("[ERROR] it does not compile\nalpnmux: error: the build failed\n")
        .contains("alpnmux: hint: the whole log is in " + home.resolve("cli/target/build.log"));
    assertThat(home.resolve("cli/target/alpnmux.jar")).doesNotExist();
  }

  @Test
  void missingMavenIsNamed() throws Exception {
    Files.delete(bin.resolve("mvn"));

    Ended end = run(home, "./alpnmux", "version");

    assertThat(end.exitCode()).isEqualTo(69);
    assertThat(end.errors())
        .contains("there is no mvn on the PATH", "alpnmux: hint: install Maven");
  }

  @Test
  void oldJavaIsNamed() throws Exception {
    java("11.0.2");

    Ended end = run(home, "./alpnmux", "version");

    assertThat(end.exitCode()).isEqualTo(69);
    assertThat(end.errors()).contains("is not Java 17 or newer", "alpnmux: hint: ");
  }

  @Test
  void newJavaIsToldNotToWarn() throws Exception {
    assertThat(run(home, "./alpnmux", "version").output()).doesNotContain("sun-misc-unsafe");

    java("25.0.3");

    assertThat(run(home, "./alpnmux", "version").output())
        .contains("--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED");
  }

  @Test
  void shortCommandsStartFastAndServersRunFast() throws Exception {
    assertThat(run(home, "./alpnmux", "--debug", "connect", "serve").output())
        .contains("-XX:TieredStopAtLevel=1");
    assertThat(run(home, "./alpnmux", "--debug", "serve").output())
        .doesNotContain("-XX:TieredStopAtLevel=1");
  }

  private record Ended(int exitCode, String output, String errors) {}

  private Ended run(Path directory, String... command) throws Exception {
    Process process = start(directory, command);
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    Ended end = end(process);
    return new Ended(end.exitCode(), end.output(), errors);
  }

  private static Ended end(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), output, "");
  }

  private Process start(Path directory, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    return builder.start();
  }

  private int builds() throws IOException {
    return Files.readAllLines(folder.resolve("mvn.log")).size();
  }

  private void java(String version) throws IOException {
    Path jdk = Files.createDirectories(folder.resolve("jdk/bin")).resolveSibling("");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        echo "in $PWD"
        echo "java $*"
        exit 42
        """);
  }

  /** Where there is no flock the launcher does without. */
  private void offer(String tool) throws IOException {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      Path program = Path.of(directory, tool);
      if (Files.isExecutable(program)) {
        script(bin.resolve(tool), "#!/bin/sh\nexec " + program + " \"$@\"\n");
        return;
      }
    }
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
