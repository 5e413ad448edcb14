package dev.alpnmux.cli;

import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.gateway.Gateway;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/**
 * Runs commands once through in one JVM, which then writes the archive of the classes that they
 * loaded. Only the launcher calls this.
 */
public final class ArchiveTraining {
  private static final String NOBODY = "127.0.0.1:1";

  private static final String ECHO =
      """
      {
        "listeners": [ { "name": "training", "address": "127.0.0.1:0" } ],
        "certificates": [ { "certificate": "gateway.pem", "privateKey": "gateway.key" } ],
        "services": { "echo": { "builtin": "echo" } }
      }
      """;

  private ArchiveTraining() {}

  /**
   * Ends the process: 0 when all went as expected.
   *
   * @param arguments a folder that does not exist; {@code init} makes it
   */
  public static void main(String[] arguments) throws ConfigException {
    System.exit(isTrained(Path.of(arguments[0])) ? 0 : 1);
  }

  /** The tour of the demo is the real thing: a gateway, its clients, and TLS on both sides. */
  private static boolean isTrained(Path folder) throws ConfigException {
    String config = folder.resolve("gateway.json").toString();
    return Alpnmux.run("init", folder.toString(), "ssh=" + NOBODY) == 0
        && Alpnmux.run("check", "--config", config) == 0
        && Alpnmux.run("connect", "ssh", "--gateway", NOBODY) == ExitCode.UNAVAILABLE.code()
        && Alpnmux.run("demo", "--once", "--port", "0") == 0
        && isConnected(folder);
  }

  /** The whole way of the command whose start matters most. Standard input is at its end. */
  private static boolean isConnected(Path folder) throws ConfigException {
    GatewayConfig config = ConfigReader.read(ECHO, folder.resolve("training.json"));
    Gateway gateway =
        Gateway.start(Vertx.vertx(), config).toCompletionStage().toCompletableFuture().join();
    String address = "localhost:" + gateway.listeners().get(0).address().port();
    String trust = folder.resolve("ca.pem").toString();
    return Alpnmux.run("connect", "echo", "--gateway", address, "--trust", trust) == 0;
  }
}
