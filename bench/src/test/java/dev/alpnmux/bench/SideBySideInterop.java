package dev.alpnmux.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.alpnmux.gateway.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@code bench/run} in its shortest form. It takes half a minute, so it has its own patience.
 */
@EnabledOnOs(OS.LINUX)
class SideBySideInterop {
  private static final long PATIENCE_MINUTES = 5;
  private static final int EX_UNAVAILABLE = 69;
  private static final List<String> SCENARIOS =
      List.of("connect", "resume", "request", "up", "down", "refuse", "held", "idle", "start");

  @TempDir private Path folder;

  @Test
  void aQuickRunMeasuresEveryScenario() throws Exception {
    Path output = folder.resolve("output");
    int status = run(output);
    String text = Files.readString(output);
    assumeTrue(status != EX_UNAVAILABLE || Program.isCi(), text);
    assertThat(status).as(text).isZero();
    for (String scenario : SCENARIOS) {
      assertThat(text).contains("### " + scenario + "\n");
      assertThat(text.substring(text.indexOf("### " + scenario)))
          .containsPattern("\\| nginx \\| [0-9.-]+ \\|")
          .containsPattern("\\| alpnmux \\| [0-9.-]+ \\|");
    }
    assertThat(text).containsPattern("\\| alpnmux-pass \\|.*alert_120");
  }

  private static int run(Path output) throws Exception {
    Process bench =
        new ProcessBuilder(
                property("alpnmux.bench"),
                "--quick",
                "--jar=" + property("alpnmux.jar"),
                "--java=" + property("alpnmux.java"),
                "--peers=nginx,alpnmux,alpnmux-pass")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(bench.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
      return bench.exitValue();
    } finally {
      bench.destroy();
    }
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }
}
