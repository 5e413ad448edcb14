package dev.alpnmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a copy of the project without its content. The Maven and the Java that it finds
 * are scripts: the one notes that it ran and leaves a jar, the other says how it was called, or
 * leaves a class archive when it is asked for one.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherScenario {
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "cat",
          "cksum",
          "find",
          "flock",
          "grep",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "rmdir",
          "sed",
          "sleep",
          "tail",
          "tee",
          "touch");

  private static final String MAIN = "dev.alpnmux.cli.Alpnmux";

  @TempDir Path folder;

  private Path home = Path.of("");
  private Path bin = Path.of("");
  private String options = "";

  @BeforeEach
  void copyLauncher() throws Exception {
    folder = folder.toRealPath();
    home = Files.createDirectories(folder.resolve("project"));
    bin = Files.createDirectories(folder.resolve("bin"));
    Path launcher = Path.of(System.getProperty("alpnmux.launcher", "../alpnmux"));
    script(home.resolve("alpnmux"), Files.readString(launcher));
    Files.createFile(home.resolve("pom.xml"));
    for (String module :
        List.of("protocol-spec", "certificates", "gateway", "client-lib", "picocli", "cli")) {
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
        .contains("-cp " + home.resolve("cli/target/alpnmux.jar") + " " + MAIN + " version");
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
        .contains("-cp " + home.resolve("cli/target/alpnmux.jar"))
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
    java("25.0.3");

    assertThat(run(home, "./alpnmux", "version").output())
        .contains("--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED");
  }

  @Test
  void shortCommandsStartFastAndServersRunFast() throws Exception {
    assertThat(run(home, "./alpnmux", "--debug", "connect", "serve").output())
        .contains("-XX:TieredStopAtLevel=1")
        .doesNotContain("sun-misc-unsafe");
    assertThat(run(home, "./alpnmux", "--debug", "serve").output())
        .doesNotContain("-XX:TieredStopAtLevel=1");
  }

  @Test
  void buildLeavesAnArchiveThatEveryCommandStartsFrom() throws Exception {
    assertThat(run(home, "./alpnmux", "version").output())
        .contains("-XX:SharedArchiveFile=" + home.resolve("cli/target/archives/17-"));
    assertThat(run(home, "./alpnmux", "serve").output()).contains("-XX:SharedArchiveFile=");
    assertThat(trainings()).isEqualTo(1);
  }

  @Test
  void newJavaStartsFromAnAotCache() throws Exception {
    java("25.0.3");

    assertThat(run(home, "./alpnmux", "version").output())
        .contains("-XX:AOTCache=" + home.resolve("cli/target/archives/25-"))
        .doesNotContain("-XX:SharedArchiveFile=");
  }

  @Test
  void archiveThatCannotBeMadeIsDoneWithoutAndNotTriedAgain() throws Exception {
    Files.createFile(folder.resolve("no-archive"));

    Ended first = run(home, "./alpnmux", "version");
    Ended second = run(home, "./alpnmux", "version");

    assertThat(first.errors()).endsWith("alpnmux: built\n");
    assertThat(second.errors()).isEmpty();
    assertThat(second.output()).doesNotContain("Archive").endsWith(MAIN + " version\n");
    assertThat(trainings()).isEqualTo(1);
  }

  @Test
  void newBuildReplacesTheArchivesOfTheOldOne() throws Exception {
    run(home, "./alpnmux", "version");
    java("17.0.16");
    Path source = Files.createFile(home.resolve("gateway/src/main/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now()));

    run(home, "./alpnmux", "version");

    try (Stream<Path> archives = Files.list(home.resolve("cli/target/archives"))) {
      assertThat(archives.filter(file -> !file.toString().endsWith(".log"))).hasSize(1);
    }
    assertThat(trainings()).isEqualTo(2);
  }

  @Test
  void anotherJavaGetsItsArchiveBesideTheCommand() throws Exception {
    run(home, "./alpnmux", "version");
    Path gate = Files.createFile(folder.resolve("training-gate"));
    java("17.0.16");

    assertThat(run(home, "./alpnmux", "version").output()).doesNotContain("-XX:SharedArchiveFile");
    try (WatchService watch = home.getFileSystem().newWatchService()) {
      home.resolve("cli/target/archives").register(watch, StandardWatchEventKinds.ENTRY_DELETE);
      Files.delete(gate);
      // Its lock goes last.
      assertThat(watch.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    assertThat(run(home, "./alpnmux", "version").output()).contains("-XX:SharedArchiveFile=");
    assertThat(trainings()).isEqualTo(2);
  }

  @Test
  void optionsOfTheUserStandBehindOurs() throws Exception {
    options = "-XX:TieredStopAtLevel=4 -Dmine";

    assertThat(run(home, "./alpnmux", "version").output())
        .containsSubsequence("-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4 -Dmine", MAIN);
  }

  @Test
  void collectorAndHeapOfTheUserReplaceOurs() throws Exception {
    assertThat(run(home, "./alpnmux", "serve").output()).contains("-XX:+UseSerialGC", "-Xms64m");

    options = "-XX:+UseG1GC -Xmx32m";

    assertThat(run(home, "./alpnmux", "serve").output())
        .contains("-XX:+UseG1GC -Xmx32m")
        .doesNotContain("-XX:+UseSerialGC", "-Xms64m");
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
    builder.environment().put("ALPNMUX_JAVA_OPTS", options);
    return builder.start();
  }

  private int builds() throws IOException {
    return Files.readAllLines(folder.resolve("mvn.log")).size();
  }

  private int trainings() throws IOException {
    return Files.readAllLines(folder.resolve("training.log")).size();
  }

  private void java(String version) throws IOException {
    Path jdk = Files.createDirectories(folder.resolve("jdk/bin")).resolveSibling("");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        for argument in "$@"; do
          case $argument in
            --version) exit 0 ;;
            -XX:ArchiveClassesAtExit=*|-XX:AOTCacheOutput=*)
              echo run >>"%1$s/training.log"
              while [ -f "%1$s/training-gate" ]; do sleep 0.05; done
              [ ! -f "%1$s/no-archive" ] || exit 1
              echo classes >"${argument#*=}"
              exit 0
              ;;
          esac
        done
        echo "in $PWD"
        echo "java $*"
        exit 42
        """
            .formatted(folder));
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
