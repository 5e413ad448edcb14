package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Microsoft's driver with a server that plays the first steps of a login. */
class MssqlInterop {
  private static final Recipe RECIPE = Recipe.of("SQL Server: mssql-jdbc");

  @Test
  void theAddressReachesTheServer() throws Exception {
    try (ScriptedUpstream<int[]> server = ScriptedUpstream.tcp(SqlServerScript::play);
        RunningGateway gateway =
            RunningGateway.serving(
                TlsEngine.NATIVE, "'mssql':{'upstreams':['" + server.address() + "']}")) {
      assertThatThrownBy(() -> DriverManager.getConnection(RECIPE.url(gateway), "sa", "secret"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(SqlServerScript.ANSWER);
      assertThat(server.result()).containsExactly(SqlServerScript.PRE_LOGIN, SqlServerScript.LOGIN);
    }
  }

  /** The driver keeps no cause: its message alone must tell. */
  @Test
  void aServiceThatIsNotThereStandsInTheMessage() {
    try (RunningGateway gateway =
        RunningGateway.serving(TlsEngine.NATIVE, "'echo':{'builtin':'echo'}")) {
      RECIPE.assertShown(
          catchThrowable(() -> DriverManager.getConnection(RECIPE.url(gateway), "sa", "secret")),
          Recipe.address(gateway));
    }
  }
}
