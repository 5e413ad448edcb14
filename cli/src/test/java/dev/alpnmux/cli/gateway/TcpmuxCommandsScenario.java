package dev.alpnmux.cli.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands before and behind a TCPMUX door, for which no certificate is needed. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TcpmuxCommandsScenario {
  @TempDir private Path folder;

  private String config(String listener) throws IOException {
    String text =
        "{'listeners':[{'name':'legacy','transport':'tcpmux',"
            + listener
            + "}],'services':{'echo':{'builtin':'echo','tcpmux':true},'no':{'builtin':'echo'}}}";
    return Files.writeString(folder.resolve("gateway.json"), text.replace('\'', '"')).toString();
  }

  private String config() throws IOException {
    return config("'address':'127.0.0.1:0'");
  }

  @Test
  void serveOpensTheDoorAndConnectGoesThroughIt() throws Exception {
    try (CommandProcess serve = CommandProcess.start("serve", "--config", config())) {
      String line = serve.lines().readLine();
      assertThat(line).matches("listening legacy 127\\.0\\.0\\.1:[0-9]+ tcpmux");
      String door = "tcpmux://" + line.substring(line.indexOf("127."), line.lastIndexOf(' '));

      try (CommandProcess connect = CommandProcess.start("connect", "ECHO", "--gateway", door)) {
        connect.send("hello".getBytes(US_ASCII)).get(30, TimeUnit.SECONDS);
        Result end = connect.end();
        assertThat(end.errors()).isEmpty();
        assertThat(end.text()).isEqualTo("hello");
        assertThat(end.exitCode()).isZero();
      }
      Result refused = CommandProcess.run("connect", "no", "--gateway", door);
      assertThat(refused.exitCode()).isEqualTo(80);
      assertThat(refused.errors())
          .startsWith("alpnmux: error: no service \"no\" at " + door)
          .contains("it answered \"there is no such service\"");
    }
  }

  @Test
  void clearTextIsNeverAFallbackNorHalfTrusted() throws Exception {
    Result mixed =
        CommandProcess.run("connect", "echo", "--gateway", "localhost:1,tcpmux://localhost:1");
    assertThat(mixed.exitCode()).isEqualTo(64);
    assertThat(mixed.errors()).contains("must not lead from TLS to clear text");

    Result pinned =
        CommandProcess.run(
            "connect", "echo", "--gateway", "tcpmux://localhost:1", "--server-name", "gw.example");
    assertThat(pinned.exitCode()).isEqualTo(64);
    assertThat(pinned.errors()).contains("clear text, where nobody proves anything");

    Result help = CommandProcess.run("connect", "help", "--gateway", "tcpmux://localhost:1");
    assertThat(help.exitCode()).isEqualTo(64);
  }

  @Test
  void explainShowsWhatATcpmuxClientGets() throws Exception {
    Result echo = CommandProcess.run("explain", "--config", config(), "--tcpmux", "ECHO");
    assertThat(echo.text())
        .isEqualTo(
            """
            listener    legacy
            service     echo
            protocol    none: TCPMUX
            mode        terminate
            builtin     echo
            """);
    assertThat(echo.exitCode()).isZero();

    Result unknown = CommandProcess.run("explain", "--config", config(), "--tcpmux", "no");
    assertThat(unknown.text())
        .contains("refused     unknown_service\n", "answer      -there is no such service\n");
    assertThat(unknown.exitCode()).isEqualTo(80);
  }

  @Test
  void explainRefusesWhatNoClientCanAsk() throws Exception {
    Result tls = CommandProcess.run("explain", "--config", config(), "--alpn", "echo");
    assertThat(tls.exitCode()).isEqualTo(64);
    assertThat(tls.errors()).contains("no listener has the transport tls");

    Result both =
        CommandProcess.run("explain", "--config", config(), "--tcpmux", "echo", "--alpn", "echo");
    assertThat(both.exitCode()).isEqualTo(64);
    assertThat(both.errors()).contains("give --tcpmux without --sni and --alpn");
  }

  @Test
  void checkWarnsOfClearTextThatLeavesTheMachine() throws Exception {
    Result end =
        CommandProcess.run("check", "--config", config("'address':':0','clearText':'anywhere'"));

    assertThat(end.exitCode()).isZero();
    assertThat(end.text()).contains("ok (1 listener, 0 certificates, 2 services)");
    assertThat(end.errors()).contains("alpnmux: warning: ", "/listeners/0/clearText");
  }
}
