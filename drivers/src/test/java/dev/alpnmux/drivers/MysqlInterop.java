package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.alpnmux.client.ConnectTimeoutException;
import dev.alpnmux.gateway.testing.RunningGateway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MySQL's driver with a real MariaDB. */
@EnabledIf(
    value = "dev.alpnmux.drivers.MariadbServer#isInstalled",
    disabledReason = "mariadbd or mariadb-install-db is not installed")
class MysqlInterop {
  private static final Recipe RECIPE = Recipe.of("MySQL: Connector/J");

  @TempDir private static Path folder;
  private static MariadbServer server;
  private static RunningGateway gateway;

  @BeforeAll
  static void serverServes() throws Exception {
    server = MariadbServer.start(folder);
    gateway = server.behindGateway("mysql");
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

  private static String answer(String url, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "root", "")) {
      return Rows.first(connection, query);
    }
  }

  /** The service by its parameter, and by the host. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everyAddressReachesTheDatabase(int index) throws SQLException {
    assertThat(answer(RECIPE.url(index, gateway), "select database()")).isEqualTo("orders");
  }

  @Test
  void theDriversOwnTlsGoesThroughToTheServer() throws SQLException {
    String url = RECIPE.url(gateway).replace("sslMode=DISABLED", "sslMode=REQUIRED");
    String cipher =
        "select variable_value from information_schema.session_status"
            + " where variable_name = 'Ssl_version'";
    assertThat(answer(url, cipher)).startsWith("TLSv1");
  }

  /** The client library's own is an hour. */
  @ParameterizedTest
  @CsvSource({"100, 0", "60000, 1"})
  @Timeout(60)
  void theDriversTimeoutsBoundTheConnect(int connectMillis, int loginSeconds) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url =
          RECIPE.url(gateway).replace(Recipe.address(gateway), "127.0.0.1:" + silent.getLocalPort())
              + "&alpnmuxConnectTimeout=60m&connectTimeout="
              + connectMillis;
      DriverManager.setLoginTimeout(loginSeconds);
      assertThat(catchThrowable(() -> answer(url, "select 1")))
          .hasStackTraceContaining(ConnectTimeoutException.class.getName());
    } finally {
      DriverManager.setLoginTimeout(0);
    }
  }

  @Test
  void aServiceThatIsNotThereIsTheCause() {
    String url = RECIPE.url(gateway).replace("Service=mysql", "Service=mariadb");
    RECIPE.assertRefusal(catchThrowable(() -> answer(url, "select 1")), Recipe.address(gateway));
  }

  @Test
  void aSettingThatIsWrittenWrongIsNamed() {
    String url = RECIPE.url(gateway).replace("alpnmuxTrust", "alpnmuxTust");
    assertThat(catchThrowable(() -> answer(url, "select 1")))
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("unknown setting \"alpnmuxTust\"");
  }
}
