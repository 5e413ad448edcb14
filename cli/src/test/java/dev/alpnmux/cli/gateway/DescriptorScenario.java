package dev.alpnmux.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that may have few open files. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class DescriptorScenario {
  private static final int OPEN_FILES_MAX = 200;
  private static final int FLOOD = 300;
  private static final int HANDSHAKE_RECORD = 22;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"linux", "portable"})
  void aGatewayThatHasRunOutOfThemAcceptsAgainWhenSomeAreFree(String dataPath) throws Exception {
    String config = config("'dataPath':'" + dataPath + "','limits':{'connections':1000},");
    try (CommandProcess gateway =
        CommandProcess.startWithOpenFiles(OPEN_FILES_MAX, "serve", "--config", config)) {
      int port = Integer.parseInt(gateway.lines().readLine().replaceFirst(".*:(\\d+) tls", "$1"));
      assertThat(answerTo(port)).isEqualTo(-1);
      flood(port, gateway.pid());
      // Whoever waits for the gateway to accept is answered then.
      assertThat(answerTo(port)).isEqualTo(-1);
      gateway.terminate();
      Result end = gateway.end();
      assertThat(end.exitCode()).isZero();
      assertThat(end.errors()).contains("limits.connections of 1000 takes up to 2128 open files");
    }
  }

  /** Connections that say just enough to be waited for, until no file can be opened. */
  private static void flood(int port, long pid) throws Exception {
    List<Socket> flood = new ArrayList<>();
    try {
      while (flood.size() < FLOOD) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        flood.add(socket);
        socket.getOutputStream().write(HANDSHAKE_RECORD);
      }
      long start = System.nanoTime();
      while (openFiles(pid) < OPEN_FILES_MAX) {
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    } finally {
      for (Socket socket : flood) {
        socket.close();
      }
    }
  }

  private static long openFiles(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.count();
    }
  }

  /** What is no TLS is answered by an end. */
  private static int answerTo(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
      socket.getOutputStream().write('x');
      return socket.getInputStream().read();
    }
  }

  @Test
  void checkHintsAtAnOpenFileLimitThatIsTooLow() throws Exception {
    String config = config("'limits':{'connections':1000},");
    try (CommandProcess check =
        CommandProcess.startWithOpenFiles(OPEN_FILES_MAX, "check", "--config", config)) {
      Result end = check.end();
      assertThat(end.exitCode()).isZero();
      assertThat(end.errors())
          .isEqualTo(
              "alpnmux: hint: limits.connections of 1000 takes up to 2128 open files, but this"
                  + " process may have 200; lower it to 36, or raise the limit of open files"
                  + " (ulimit -n, LimitNOFILE of systemd)\n");
    }
  }

  private String config(String more) throws Exception {
    Map<String, String> environment = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
    Path gateway = folder.resolve("gateway");
    assertThat(CommandProcess.run(environment, "init", gateway.toString()).exitCode()).isZero();
    String document =
        "{"
            + more
            + "'listeners':[{'name':'public','address':'127.0.0.1:0'}],'certificates':"
            + "[{'certificate':'gateway.pem','privateKey':'gateway.key'}],"
            + "'services':{'echo':{'builtin':'echo'}},'timeouts':{'hello':'1m'}}";
    Path config = gateway.resolve("test.json");
    Files.writeString(config, document.replace('\'', '"'));
    return config.toString();
  }
}
