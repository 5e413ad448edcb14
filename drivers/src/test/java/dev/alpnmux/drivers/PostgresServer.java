package dev.alpnmux.drivers;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL on a free port, with a database {@code orders}. */
final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private PostgresServer(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Whether its binaries run on this machine; in CI they must. */
  static boolean canRun() {
    boolean fits =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    // PostgreSQL refuses to run as root; in a user namespace of its own root is nobody.
    boolean isRoot = System.getProperty("user.name").equals("root");
    return Program.isCi() || fits && (!isRoot || LinuxUtils.isUnshareAvailable());
  }

  static PostgresServer start() throws IOException, SQLException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setPGStartupWait(RunningGateway.PATIENCE).start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database orders");
    }
    return new PostgresServer(postgres);
  }

  String address() {
    return "127.0.0.1:" + postgres.getPort();
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
