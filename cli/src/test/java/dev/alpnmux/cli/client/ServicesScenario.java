package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.cli.testing.ServedGateway;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** What {@code services} prints, and how it ends. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ServicesScenario {
  private static final String LIST = "alpnmux.services/1";

  @TempDir Path folder;

  @Test
  void whatAClientMayOpenIsListedLineByLineOrAsJson() throws Exception {
    String services =
        "'echo':{'builtin':'echo'},'web':{'protocols':['h2','http/1.1'],'builtin':'discard'},"
            + "'ssh':{'builtin':'echo','from':{'deny':['127.0.0.0/8']}},"
            + "'alpnmux.services/1':{'builtin':'services'}";
    try (ServedGateway gateway = ServedGateway.start(folder, services, "-Xmx128m")) {
      String[] lines = {
        "services",
        "--gateway",
        gateway.address(),
        "--trust",
        gateway.authority().toString(),
        "--json"
      };
      Result json = CommandProcess.run(lines);
      assertThat(json.errors()).isEmpty();
      assertThat(json.exitCode()).isZero();
      assertThat(json.text().strip())
          .isEqualTo(
              ("{'complete':true,'services':["
                      + "{'name':'echo','protocols':['echo'],'mode':'terminate',"
                      + "'requiresClientCertificate':false},"
                      + "{'name':'web','protocols':['h2','http/1.1'],'mode':'terminate',"
                      + "'requiresClientCertificate':false},"
                      + "{'name':'alpnmux.services/1','protocols':['alpnmux.services/1'],"
                      + "'mode':'terminate','requiresClientCertificate':false}]}")
                  .replace('\'', '"'));
      Result plain = CommandProcess.run(Arrays.copyOf(lines, lines.length - 1));
      assertThat(plain.text().lines()).containsExactly("echo", "h2", "http/1.1", LIST);
      assertThat(plain.exitCode()).isZero();
    }
  }

  @Test
  void aGatewayThatKeepsNoListEndsWith80() throws Exception {
    try (FakeGateway server = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      Result end = CommandProcess.run("services", "--gateway", server.address());

      assertThat(end.errors()).startsWith("alpnmux: error: no service \"alpnmux.services/1\"");
      assertThat(end.errors()).contains("alpnmux: hint: a gateway lists its services only where");
      assertThat(end.exitCode()).isEqualTo(80);
    }
  }

  @Test
  void anAnswerThatIsNoListEndsWith76AndReachesNoTerminal() throws Exception {
    Result end = answered("\u001b[2J\u0007\r\n\r\n{\"complete\":true,\"services\":[]}\r\n");

    assertThat(end.errors()).startsWith("alpnmux: error: ").contains("is no list of services");
    assertThat(end.errors() + end.text()).doesNotContain("\u001b", "\u0007");
    assertThat(end.text()).isEmpty();
    assertThat(end.exitCode()).isEqualTo(76);
  }

  @Test
  void aListThatIsNotCompleteIsPrintedWithAWarning() throws Exception {
    Result end = answered("echo\r\n\r\n{\"complete\":false,\"services\":[]}\r\n");

    assertThat(end.text()).isEqualTo("echo\n");
    assertThat(end.errors()).startsWith("alpnmux: warning: the gateway has more services");
    assertThat(end.exitCode()).isZero();
  }

  private static Result answered(String answer) throws Exception {
    byte[] octets = answer.getBytes(StandardCharsets.US_ASCII);
    TlsGateway answering =
        TlsGateway.with(TestCertificates.SERVER)
            .services(LIST)
            .service((tls, below) -> tls.getOutputStream().write(octets));
    try (FakeGateway server = FakeGateway.start(answering)) {
      return CommandProcess.run(
          "services", "--gateway", server.address(), "--trust", server.authority().toString());
    }
  }
}
