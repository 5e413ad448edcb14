package dev.alpnmux.drivers;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real mosquitto on a unix socket, and a gateway that has it. */
final class MosquittoBroker implements AutoCloseable {
  private final Program broker;
  private final RunningGateway gateway;

  private MosquittoBroker(Program broker, RunningGateway gateway) {
    this.broker = broker;
    this.gateway = gateway;
  }

  static boolean isInstalled() {
    return Program.areInstalled("mosquitto");
  }

  /** Starts one with its socket in this folder, behind a gateway with the service mqtt. */
  static MosquittoBroker start(Path folder) throws Exception {
    Path socket = folder.resolve("mqtt.sock");
    Path configuration =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            "listener 0 " + socket + "\nallow_anonymous true\nuser root\n");
    Program broker = Program.start("mosquitto", "-c", configuration, "-v");
    broker.awaitOutput(" running");
    return new MosquittoBroker(
        broker,
        RunningGateway.serving(TlsEngine.NATIVE, "'mqtt':{'upstreams':['unix:" + socket + "']}"));
  }

  RunningGateway gateway() {
    return gateway;
  }

  @Override
  public void close() {
    gateway.close();
    broker.close();
  }
}
