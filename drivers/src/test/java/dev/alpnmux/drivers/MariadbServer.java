package dev.alpnmux.drivers;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real MariaDB on a unix socket, with a database {@code orders} and the TLS that clients may ask
 * for. Its user {@code root} has no password.
 */
final class MariadbServer implements AutoCloseable {
  private final Program server;
  private final Path socket;

  private MariadbServer(Program server, Path socket) {
    this.server = server;
    this.socket = socket;
  }

  static boolean isInstalled() {
    return Program.areInstalled("mariadbd", "mariadb-install-db");
  }

  /** Starts one with its files in this empty folder. */
  static MariadbServer start(Path folder) throws Exception {
    Path data = folder.resolve("data");
    String user = "--user=" + System.getProperty("user.name");
    try (Program installation =
        Program.start(
            "mariadb-install-db",
            "--no-defaults",
            user,
            "--datadir=" + data,
            "--auth-root-authentication-method=normal",
            "--skip-test-db")) {
      installation.succeed();
    }
    Files.createDirectory(data.resolve("orders"));
    Path socket = folder.resolve("mariadb.sock");
    Program server =
        Program.start(
            "mariadbd",
            "--no-defaults",
            user,
            "--datadir=" + data,
            "--socket=" + socket,
            "--skip-networking",
            "--ssl-cert=" + TestCertificates.FOLDER.resolve("a-rsa.pem"),
            "--ssl-key=" + TestCertificates.FOLDER.resolve("a-rsa.key"));
    server.awaitOutput("ready for connections");
    return new MariadbServer(server, socket);
  }

  /** Starts a gateway that has it as this service. */
  RunningGateway behindGateway(String service) {
    return RunningGateway.serving(
        TlsEngine.NATIVE, "'" + service + "':{'upstreams':['unix:" + socket + "']}");
  }

  @Override
  public void close() {
    server.close();
  }
}
