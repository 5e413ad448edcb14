package dev.alpnmux.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.ForwardProcess;
import dev.alpnmux.cli.testing.ServedGateway;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of connections through one {@code forward}, and how much memory they take. */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(
    named = "forward.connections",
    matches = "[0-9]+",
    disabledReason = "it takes two minutes")
class ManyForwardsScenario {
  private static final int CONNECTIONS = Integer.getInteger("forward.connections", 5000);
  private static final long RESIDENT_KIB_MAX = 384 * 1024;
  private static final int PIECE = 100;

  /** Those of the launcher. */
  private static final String FLAGS =
      "-Xmx184m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel=4";

  @TempDir Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void fiveThousandConnectionsAllAnswerInBoundedMemory() throws Exception {
    List<Socket> connections = new ArrayList<>();
    try (ServedGateway gateway =
            ServedGateway.start(folder, "'echo':{'builtin':'echo'}", "-XX:TieredStopAtLevel=4");
        ForwardProcess forward =
            ForwardProcess.start(
                Map.of("JVM_FLAGS", FLAGS),
                gateway.address(),
                gateway.authority(),
                "echo=0",
                "--drain=1s")) {
      int port = forward.port();
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(ForwardProcess.connect(port));
      }
      requireEcho(connections, 1);
      requireEcho(connections, PIECE);

      long peak = peakResidentKib(forward.process().pid());

      System.err.println("forward held " + CONNECTIONS + " connections in " + peak + " KiB");
      assertThat(peak).as("KiB resident at the most").isLessThan(RESIDENT_KIB_MAX);
    } finally {
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }

  /** All are asked before the first is heard. */
  private static void requireEcho(List<Socket> connections, int length) throws IOException {
    byte[] piece = new byte[length];
    for (Socket connection : connections) {
      connection.setSoTimeout((int) TimeUnit.MINUTES.toMillis(5));
      connection.getOutputStream().write(piece);
    }
    for (Socket connection : connections) {
      assertThat(connection.getInputStream().readNBytes(length)).hasSize(length);
    }
  }

  private static long peakResidentKib(long pid) throws IOException {
    String status = Files.readString(Path.of("/proc", String.valueOf(pid), "status"));
    Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(status);
    assertThat(peak.find()).isTrue();
    return Long.parseLong(peak.group(1));
  }
}
