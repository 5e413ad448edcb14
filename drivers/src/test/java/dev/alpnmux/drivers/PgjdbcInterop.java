package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL's driver with a real PostgreSQL. */
@EnabledIf(
    value = "dev.alpnmux.drivers.PostgresServer#canRun",
    disabledReason = "PostgreSQL's binaries run on Linux for amd64, as root with user namespaces")
class PgjdbcInterop {
  private static final Recipe RECIPE = Recipe.of("PostgreSQL: pgjdbc");

  private static PostgresServer postgres;
  private static RunningGateway gateway;

  @BeforeAll
  static void postgresServes() throws Exception {
    postgres = PostgresServer.start();
    gateway =
        RunningGateway.serving(
            TlsEngine.NATIVE, "'postgresql':{'upstreams':['" + postgres.address() + "']}");
  }

  @AfterAll
  static void postgresEnds() throws IOException {
    if (gateway != null) {
      gateway.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static String database(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
      return Rows.first(connection, "select current_database()");
    }
  }

  /** The driver's parameters, one string, and the host as the service. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void everyAddressReachesTheDatabase(int index) throws SQLException {
    assertThat(database(RECIPE.url(index, gateway))).isEqualTo("orders");
  }

  @Test
  void aServiceThatIsNotThereIsTheCause() {
    String url = RECIPE.url(gateway).replace("Service=postgresql", "Service=postgres");
    RECIPE.assertRefusal(catchThrowable(() -> database(url)), Recipe.address(gateway));
  }

  @Test
  void anAddressForTheHostIsNoService() {
    String url = RECIPE.url(2, gateway).replace("//postgresql/", "//127.0.0.1/");
    assertThat(catchThrowable(() -> database(url)))
        .hasStackTraceContaining("\"127.0.0.1\" is an IP address, not the name of a service");
  }
}
