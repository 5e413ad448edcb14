package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.alpnmux.cli.testing.CommandProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The pool of the recipe, with the demo that it names and a real PostgreSQL. */
@EnabledIf(
    value = "dev.alpnmux.drivers.PostgresServer#canRun",
    disabledReason = "PostgreSQL's binaries run on Linux for amd64, as root with user namespaces")
class HikariScenario {
  private static final Recipe RECIPE = Recipe.of("A pool: HikariCP");

  @TempDir private Path home;

  // recipe: A pool: HikariCP
  static HikariDataSource pool(String gateway, String service, String trust) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://any.invalid/orders?sslmode=disable&gssEncMode=disable");
    config.setUsername("postgres");
    config.setPassword(System.getenv("PGPASSWORD"));
    config.addDataSourceProperty("socketFactory", "dev.alpnmux.client.ServiceSocketFactory");
    config.addDataSourceProperty("alpnmuxGateway", gateway);
    config.addDataSourceProperty("alpnmuxService", service);
    config.addDataSourceProperty("alpnmuxTrust", trust);
    return new HikariDataSource(config);
  }

  // end

  @Test
  void aPoolReachesTheDatabaseOfTheDemo() throws Exception {
    try (PostgresServer postgres = PostgresServer.start();
        CommandProcess demo = demo(postgres)) {
      BufferedReader lines = demo.lines();
      String gateway = valueBehind("gateway", lines);
      String trust = valueBehind("trust", lines);
      valueBehind("postgresql", lines);
      assertThat(database(gateway, "postgresql", trust)).isEqualTo("orders");
      RECIPE.assertRefusal(catchThrowable(() -> database(gateway, "postgres", trust)), gateway);
    }
  }

  /** Starts the command of the recipe, on a free port. */
  private CommandProcess demo(PostgresServer postgres) throws IOException {
    List<String> command =
        Stream.concat(Stream.of(RECIPE.command()), Stream.of("--port", "0"))
            .map(argument -> argument.replace("127.0.0.1:5432", postgres.address()))
            .toList();
    return CommandProcess.start(
        Map.of("XDG_DATA_HOME", home.toString()), command.toArray(String[]::new));
  }

  private static String database(String gateway, String service, String trust) throws Exception {
    try (HikariDataSource pool = pool(gateway, service, trust);
        Connection first = pool.getConnection();
        Connection second = pool.getConnection()) {
      assertThat(Rows.first(first, "select pg_backend_pid()"))
          .isNotEqualTo(Rows.first(second, "select pg_backend_pid()"));
      return Rows.first(first, "select current_database()");
    }
  }

  /** Reads the lines of the demo up to one that begins with this word. */
  private static String valueBehind(String word, BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.strip().startsWith(word + ' ')) {
        return line.strip().substring(word.length()).strip();
      }
    }
    throw new AssertionError("the demo printed no line that begins with " + word);
  }
}
