package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.alpnmux.gateway.testing.RunningGateway;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MariaDB's driver with a real MariaDB. */
@EnabledIf(
    value = "dev.alpnmux.drivers.MariadbServer#isInstalled",
    disabledReason = "mariadbd or mariadb-install-db is not installed")
class MariadbInterop {
  private static final Recipe RECIPE = Recipe.of("MariaDB: Connector/J");

  @TempDir private static Path folder;
  private static MariadbServer server;
  private static RunningGateway gateway;

  @BeforeAll
  static void serverServes() throws Exception {
    server = MariadbServer.start(folder);
    gateway = server.behindGateway("mariadb");
  }

  @AfterAll
  static void serverEnds() {
    if (gateway != null) {
      gateway.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static String database(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "root", "")) {
      return Rows.first(connection, "select database()");
    }
  }

  /** The service by its parameter, and by the host. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everyAddressReachesTheDatabase(int index) throws SQLException {
    assertThat(database(RECIPE.url(index, gateway))).isEqualTo("orders");
  }

  @Test
  void aServiceThatIsNotThereIsTheCause() {
    String url = RECIPE.url(gateway).replace("Service=mariadb", "Service=mysql");
    RECIPE.assertRefusal(catchThrowable(() -> database(url)), Recipe.address(gateway));
  }

  @Test
  void aSettingThatIsWrittenWrongIsNamed() {
    String url = RECIPE.url(gateway).replace("alpnmuxTrust", "alpnmuxTust");
    assertThat(catchThrowable(() -> database(url)))
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("unknown setting \"alpnmuxTust\"");
  }
}
