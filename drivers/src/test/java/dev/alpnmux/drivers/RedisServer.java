package dev.alpnmux.drivers;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.nio.file.Path;

/** A real Redis on a unix socket, without persistence, and a gateway that has it. */
final class RedisServer implements AutoCloseable {
  private final Program server;
  private final RunningGateway gateway;

  private RedisServer(Program server, RunningGateway gateway) {
    this.server = server;
    this.gateway = gateway;
  }

  static boolean isInstalled() {
    return Program.areInstalled("redis-server");
  }

  /** Starts one with its socket in this folder, behind a gateway with the service redis. */
  static RedisServer start(Path folder) throws Exception {
    Path socket = folder.resolve("redis.sock");
    Program server =
        Program.start("redis-server", "--port", "0", "--unixsocket", socket, "--save", "");
    server.awaitOutput("ready to accept connections");
    return new RedisServer(
        server,
        RunningGateway.serving(TlsEngine.NATIVE, "'redis':{'upstreams':['unix:" + socket + "']}"));
  }

  RunningGateway gateway() {
    return gateway;
  }

  @Override
  public void close() {
    gateway.close();
    server.close();
  }
}
