package dev.alpnmux.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.ServedGateway;
import dev.alpnmux.gateway.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** redis-cli through forward, to a Redis that only has a unix socket. */
@EnabledIf(
    value = "programsAreInstalled",
    disabledReason = "redis-server or redis-cli is not installed")
class RedisInterop {
  @TempDir Path folder;

  static boolean programsAreInstalled() {
    return Program.areInstalled("redis-server", "redis-cli");
  }

  @Test
  void redisCliWorksThroughALocalPort() throws Exception {
    Path socket = folder.resolve("redis.sock");
    try (Program redis =
            Program.start(
                "redis-server",
                "--port",
                0,
                "--unixsocket",
                socket,
                "--save",
                "",
                "--dir",
                folder);
        ServedGateway gateway =
            ServedGateway.start(
                folder, "'redis':{'upstreams':['unix:" + socket + "']}", "-Xmx128m")) {
      redis.awaitOutput("ready to accept connections");
      try (CommandProcess forward =
          CommandProcess.start(
              "forward",
              "redis=0",
              "--gateway",
              gateway.address(),
              "--trust",
              gateway.authority().toString())) {
        String line = forward.lines().readLine();
        assertThat(line).matches("forwarding redis 127\\.0\\.0\\.1:\\d+");
        String port = line.substring(line.lastIndexOf(':') + 1);
        assertThat(redisCli(port, "set", "name", "alpnmux")).isEqualTo("OK\n");
        assertThat(redisCli(port, "get", "name")).isEqualTo("alpnmux\n");
        storesALargeValue(port);
      }
    }
  }

  private void storesALargeValue(String port) throws Exception {
    String value = "0123456789abcdef".repeat(64 * 1024);
    Path commands = folder.resolve("commands");
    Files.writeString(commands, "set large " + value + "\nstrlen large\n");
    try (Program redisCli = Program.start("redis-cli", "-p", port)) {
      redisCli.say(Files.readString(commands));
      redisCli.endInput();
      assertThat(redisCli.succeed()).isEqualTo("OK\n" + value.length() + "\n");
    }
  }

  private static String redisCli(String port, Object... words) throws Exception {
    Object[] arguments = new Object[words.length + 2];
    arguments[0] = "-p";
    arguments[1] = port;
    System.arraycopy(words, 0, arguments, 2, words.length);
    try (Program redisCli = Program.start("redis-cli", arguments)) {
      return redisCli.succeed();
    }
  }
}
