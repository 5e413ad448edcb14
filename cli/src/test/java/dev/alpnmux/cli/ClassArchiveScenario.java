package dev.alpnmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real JVM with the class archive that the launcher lets it make of the real jar. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ClassArchiveScenario {
  @TempDir Path folder;

  private record Ended(String output, String errors) {}

  @Test
  void jvmStartsFromTheArchiveAndWithoutAWordWithoutADamagedOne() throws Exception {
    Path home = projectWithCopiedJar();

    assertThat(version(home).output()).contains("class archive  in use, " + archive(home));

    Path archive = archive(home);
    Files.delete(archive); // It is read-only.
    Files.write(archive, new byte[1024 * 1024]);
    Ended damaged = version(home);
    assertThat(damaged.output()).contains("class archive  not in use");
    assertThat(damaged.errors()).isEmpty();
  }

  /** A project whose build is a copy of the finished jar. */
  private Path projectWithCopiedJar() throws IOException {
    Path home = Files.createDirectories(folder.toRealPath().resolve("my project"));
    Path launcher = Path.of(System.getProperty("alpnmux.launcher", "../alpnmux"));
    script(home.resolve("alpnmux"), Files.readString(launcher));
    Files.createFile(home.resolve("pom.xml"));
    for (String module :
        List.of("protocol-spec", "certificates", "gateway", "client-lib", "picocli", "cli")) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    Path jar = Path.of(System.getProperty("alpnmux.jar", "target/alpnmux.jar")).toAbsolutePath();
    Path bin = Files.createDirectories(folder.resolve("bin"));
    script(
        bin.resolve("mvn"),
        """
        #!/bin/sh
        for argument in "$@"; do
          case $argument in -Dalpnmux.jar=*) cp "%s" "${argument#-Dalpnmux.jar=}" ;; esac
        done
        """
            .formatted(jar));
    return home;
  }

  private Ended version(Path home) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("alpnmux").toString(), "--version", "--verbose");
    Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
    builder.environment().put("JAVA_HOME", java.resolve("../..").normalize().toString());
    builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, ours) -> ours + path);
    builder.environment().keySet().removeIf(name -> name.startsWith("ALPNMUX_"));
    builder.redirectError(folder.resolve("errors").toFile());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return new Ended(output, Files.readString(folder.resolve("errors")));
  }

  private static Path archive(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("cli/target/archives"))) {
      return files.filter(file -> !file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
