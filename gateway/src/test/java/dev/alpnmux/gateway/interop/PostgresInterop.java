package dev.alpnmux.gateway.interop;

import static dev.alpnmux.gateway.interop.PostgresServer.connect;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.gateway.interop.PostgresServer.Speaker;
import dev.alpnmux.gateway.interop.PostgresServer.Way;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** PostgreSQL and its stock JDBC driver, with and without the client library. */
@EnabledIf(
    value = "dev.alpnmux.gateway.interop.PostgresServer#canRun",
    disabledReason = "PostgreSQL's binaries run on Linux for amd64, as root with user namespaces")
class PostgresInterop {
  private static final int CONNECTIONS = 20;
  private static final String QUERY_CANCELED = "57014";
  private static final String SLEEP = "select pg_sleep(30)";
  private static final String SLEEPING =
      " from pg_stat_activity where state = 'active' and query = '" + SLEEP + "'";

  private static PostgresServer postgres;

  @BeforeAll
  static void postgresServes() throws IOException {
    postgres = PostgresServer.start();
  }

  @AfterAll
  static void postgresEnds() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,TERMINATED,DRIVER", "NATIVE,TERMINATED,CLIENT_LIBRARY",
    "NATIVE,REENCRYPTED,DRIVER", "NATIVE,PASSED_THROUGH,CLIENT_LIBRARY",
    "OPENSSL,TERMINATED,DRIVER", "OPENSSL,TERMINATED,CLIENT_LIBRARY",
    "OPENSSL,REENCRYPTED,DRIVER", "OPENSSL,REENCRYPTED,CLIENT_LIBRARY",
    "OPENSSL,PASSED_THROUGH,DRIVER", "OPENSSL,PASSED_THROUGH,CLIENT_LIBRARY",
    "JDK,TERMINATED,DRIVER", "JDK,TERMINATED,CLIENT_LIBRARY",
    "JDK,REENCRYPTED,DRIVER"
  })
  void rowsAndCopiesArriveIntact(TlsEngine engine, Way way, Speaker speaker) throws Exception {
    try (RunningGateway gateway = postgres.behindGateway(engine);
        Connection connection = connect(gateway, way, speaker)) {
      assertThat(rows(connection, "select 'hello, service'")).containsExactly("hello, service");
      streams(connection);
      copies(connection);
    }
  }

  private static List<String> rows(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  /** The driver fetches in portions only outside of auto-commit. */
  private static void streams(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(1000);
      try (ResultSet rows = statement.executeQuery("select generate_series(1, 100000)")) {
        List<Integer> numbers = new ArrayList<>();
        while (rows.next()) {
          numbers.add(rows.getInt(1));
        }
        assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, 100_000).boxed().toList());
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void copies(Connection connection) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create temporary table lines (line text)");
    }
    byte[] text =
        IntStream.range(0, 50_000)
            .mapToObj(number -> "line " + number + " of a copy " + "x".repeat(70) + "\n")
            .collect(Collectors.joining())
            .getBytes(US_ASCII);
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    assertThat(copies.copyIn("copy lines from stdin", new ByteArrayInputStream(text)))
        .isEqualTo(50_000);
    ByteArrayOutputStream back = new ByteArrayOutputStream();
    copies.copyOut("copy lines to stdout", back);
    assertThat(back.toByteArray()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,TERMINATED",
    "NATIVE,REENCRYPTED",
    "NATIVE,PASSED_THROUGH",
    "OPENSSL,TERMINATED",
    "OPENSSL,REENCRYPTED",
    "OPENSSL,PASSED_THROUGH",
    "JDK,TERMINATED",
    "JDK,REENCRYPTED"
  })
  void connectionsWorkSideBySide(TlsEngine engine, Way way) throws Exception {
    CyclicBarrier allAreConnected = new CyclicBarrier(CONNECTIONS);
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try (RunningGateway gateway = postgres.behindGateway(engine)) {
      Callable<String> session =
          () -> {
            try (Connection connection = connect(gateway, way, Speaker.DRIVER)) {
              allAreConnected.await(20, TimeUnit.SECONDS);
              return rows(connection, "select pg_backend_pid()").get(0);
            }
          };
      Set<String> processes = new HashSet<>();
      for (Future<String> process : threads.invokeAll(Collections.nCopies(CONNECTIONS, session))) {
        processes.add(process.get());
      }
      assertThat(processes).hasSize(CONNECTIONS);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,TERMINATED",
    "NATIVE,REENCRYPTED",
    "NATIVE,PASSED_THROUGH",
    "OPENSSL,TERMINATED",
    "OPENSSL,REENCRYPTED",
    "OPENSSL,PASSED_THROUGH",
    "JDK,TERMINATED",
    "JDK,REENCRYPTED"
  })
  void aRunningQueryIsCancelledThroughTheClientLibrary(TlsEngine engine, Way way) throws Exception {
    try (RunningGateway gateway = postgres.behindGateway(engine);
        Connection connection = connect(gateway, way, Speaker.CLIENT_LIBRARY);
        Connection other = connect(gateway, way, Speaker.CLIENT_LIBRARY);
        Statement statement = connection.createStatement()) {
      Future<Boolean> query = sleep(statement, other);
      statement.cancel();
      assertCancelled(query);
    }
  }

  /** The driver's cancel request speaks no TLS, whatever its connection speaks. */
  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void theDriversOwnCancelRequestIsRefusedAndTheQueryGoesOn(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = postgres.behindGateway(engine);
        Connection connection = connect(gateway, Way.TERMINATED, Speaker.DRIVER);
        Connection other = connect(gateway, Way.TERMINATED, Speaker.DRIVER);
        Statement statement = connection.createStatement()) {
      Future<Boolean> query = sleep(statement, other);
      statement.cancel();
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.NOT_TLS);
      assertThat(rows(other, "select pg_cancel_backend(pid)" + SLEEPING)).containsExactly("t");
      assertCancelled(query);
    }
  }

  /** Starts a query that takes long, and waits until the server works on it. */
  private static Future<Boolean> sleep(Statement statement, Connection other) throws SQLException {
    FutureTask<Boolean> query = new FutureTask<>(() -> statement.execute(SLEEP));
    new Thread(query, "sleeping query").start();
    long deadline = System.nanoTime() + RunningGateway.PATIENCE.toNanos();
    while (rows(other, "select pid" + SLEEPING).isEmpty()) {
      assertThat(System.nanoTime()).as("now").isLessThan(deadline);
    }
    return query;
  }

  private static void assertCancelled(Future<Boolean> query) {
    assertThatThrownBy(() -> query.get(20, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(QUERY_CANCELED));
  }

  @ParameterizedTest
  @EnumSource
  void theDriverTellsThatThereIsNoSuchService(TlsEngine engine) {
    try (RunningGateway gateway = RunningGateway.serving(engine, "'echo':{'builtin':'echo'}")) {
      assertThatThrownBy(() -> connect(gateway, Way.TERMINATED, Speaker.DRIVER))
          .isInstanceOf(SQLException.class)
          .hasStackTraceContaining("no_application_protocol");
      assertThatThrownBy(() -> connect(gateway, Way.TERMINATED, Speaker.CLIENT_LIBRARY))
          .isInstanceOf(SQLException.class)
          .hasCauseInstanceOf(NoSuchServiceException.class);
    }
  }
}
