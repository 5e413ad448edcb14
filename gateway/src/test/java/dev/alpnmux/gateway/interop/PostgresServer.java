package dev.alpnmux.gateway.interop;

import dev.alpnmux.client.ServiceSocketFactory;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A real PostgreSQL on a free port that takes connections with TLS (its certificate is {@code
 * upstream}) and without, and the gateways and connections that lead to it.
 */
final class PostgresServer implements AutoCloseable {
  /** How a connection travels through the gateway, by the server name that it asks for. */
  enum Way {
    TERMINATED("localhost"),
    REENCRYPTED("orders.b.test"),
    PASSED_THROUGH("upstream.test");

    private final String host;

    Way(String host) {
      this.host = host;
    }
  }

  /** Who speaks TLS to the gateway. */
  enum Speaker {
    /** The driver, by {@code sslNegotiation=direct}. */
    DRIVER,
    /** The client library, as the driver's {@code socketFactory}. */
    CLIENT_LIBRARY
  }

  private static final Path AUTHORITY = TestCertificates.FOLDER.resolve("ca.pem");

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

  static PostgresServer start() throws IOException {
    return new PostgresServer(
        EmbeddedPostgres.builder()
            .setPGStartupWait(RunningGateway.PATIENCE)
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", TestCertificates.FOLDER + "/upstream.pem")
            .setServerConfig("ssl_key_file", TestCertificates.FOLDER + "/upstream.key")
            .start());
  }

  /** Starts a gateway with a service {@code postgresql} for each way. */
  RunningGateway behindGateway(TlsEngine engine) {
    return RunningGateway.serving(
        engine,
        """
        'postgresql': {'upstreams': ['127.0.0.1:%1$d']},
        'again': {
          'protocols': ['postgresql'], 'serverNames': ['orders.b.test'], 'mode': 'reencrypt',
          'upstreams': ['127.0.0.1:%1$d'],
          'upstreamTls': {'certificateAuthorities': ['ca.pem'], 'serverName': 'upstream.test'}
        },
        'through': {
          'protocols': ['postgresql'], 'serverNames': ['upstream.test'], 'mode': 'passthrough',
          'upstreams': ['127.0.0.1:%1$d']
        }
        """
            .formatted(postgres.getPort()));
  }

  /** Connects through the gateway; certificate and name are verified. */
  static Connection connect(RunningGateway gateway, Way way, Speaker speaker) throws SQLException {
    int port = gateway.address().getPort();
    Properties properties = speaker == Speaker.DRIVER ? direct(way, port) : factory(way, port);
    properties.setProperty("user", "postgres");
    String url = "jdbc:postgresql://" + way.host + ":" + port + "/postgres";
    return DriverManager.getConnection(url, properties);
  }

  private static Properties direct(Way way, int port) {
    Properties properties = new Properties();
    properties.setProperty("sslNegotiation", "direct");
    properties.setProperty("sslmode", "verify-full");
    properties.setProperty("sslrootcert", AUTHORITY.toString());
    if (way != Way.TERMINATED) {
      properties.setProperty("socketFactory", LoopbackSocketFactory.class.getName());
      properties.setProperty("socketFactoryArg", String.valueOf(port));
    }
    return properties;
  }

  private static Properties factory(Way way, int port) {
    Properties properties = new Properties();
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("socketFactory", ServiceSocketFactory.class.getName());
    properties.setProperty(
        "socketFactoryArg",
        "alpnmux://127.0.0.1:%d/postgresql?trust=%s&serverName=%s"
            .formatted(port, AUTHORITY, way.host));
    return properties;
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
