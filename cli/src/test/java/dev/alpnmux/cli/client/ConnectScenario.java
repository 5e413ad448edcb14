package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.certificate.DevelopmentCertificates;
import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.cli.testing.FakeServer;
import dev.alpnmux.spec.AlertDescription;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Every exit code of {@code connect}, and the bytes it moves. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ConnectScenario {
  private static final int MEGABYTES_10 = 10 * 1024 * 1024;

  @TempDir Path folder;

  private DevelopmentCertificates certificates;

  @BeforeEach
  void makeCertificates() throws Exception {
    certificates = FakeServer.certificates(folder.resolve("certificates"));
  }

  @Test
  void tenMegabytesGoBothWaysAtOnceAndTheEndIsPassedOn() throws Exception {
    byte[] sent = new byte[MEGABYTES_10];
    new Random(7).nextBytes(sent);
    try (FakeServer echo = FakeServer.tls(certificates, "echo", ConnectScenario::echo);
        CommandProcess connect = CommandProcess.start(trusting(echo, "echo"))) {
      CompletableFuture<Void> upload = connect.send(sent);
      byte[] received = connect.output().readNBytes(sent.length);
      upload.get(30, TimeUnit.SECONDS);
      Result end = connect.end();

      assertThat(Arrays.equals(received, sent)).isTrue();
      assertThat(end.text()).isEqualTo("END");
      assertThat(end.errors()).isEmpty();
      assertThat(end.exitCode()).isZero();
    }
  }

  @Test
  void endsWhenTheServiceEndsThoughStandardInputIsOpen() throws Exception {
    try (FakeServer daytime =
            FakeServer.tls(certificates, "daytime", ConnectScenario::answerAndClose);
        CommandProcess connect = CommandProcess.start(trusting(daytime, "daytime"))) {
      Result end = connect.end();

      assertThat(end.text()).isEqualTo("x");
      assertThat(end.exitCode()).isZero();
    }
  }

  @Test
  void connectionThatBreaksEndsWith1() throws Exception {
    try (FakeServer breaking = FakeServer.tlsThatResets(certificates, "echo");
        CommandProcess connect = CommandProcess.start(trusting(breaking, "echo"))) {
      Result end = connect.end();

      assertFailure(end, 1, "the connection to service \"echo\" broke");
    }
  }

  @Test
  void streamThatIsCutShortEndsWith1() throws Exception {
    try (FakeServer cutting =
            FakeServer.tls(certificates, "x", s -> s.getOutputStream().write('x'));
        CommandProcess connect = CommandProcess.start(trusting(cutting, "x"))) {
      Result end = connect.end();

      assertThat(end.text()).isEqualTo("x");
      assertThat(end.errors()).startsWith("alpnmux: error: the connection to service \"x\" broke");
      assertThat(end.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void serviceThatBreaksWhileItIsSentToEndsWith1() throws Exception {
    try (FakeServer breaking = FakeServer.tlsThatResets(certificates, "echo")) {
      assertFailure(CommandProcess.run(trusting(breaking, "echo")), 1, "broke");
    }
  }

  @Test
  void unknownServiceEndsWith80() throws Exception {
    try (FakeServer server = FakeServer.alerting(AlertDescription.NO_APPLICATION_PROTOCOL)) {
      assertFailure(CommandProcess.run(trusting(server, "x")), 80, "no service \"x\"", "alert 120");
    }
  }

  @Test
  void unknownServerNameEndsWith81() throws Exception {
    try (FakeServer server = FakeServer.alerting(AlertDescription.UNRECOGNIZED_NAME)) {
      assertFailure(CommandProcess.run(trusting(server, "x")), 81, "alert 112", "--server-name");
    }
  }

  @Test
  void serviceWithoutUpstreamEndsWith69() throws Exception {
    try (FakeServer server = FakeServer.alerting(AlertDescription.INTERNAL_ERROR)) {
      assertFailure(CommandProcess.run(trusting(server, "x")), 69, "alert 80");
    }
  }

  @Test
  void gatewayThatIsDownEndsWith69() throws Exception {
    FakeServer server = FakeServer.raw(s -> {});
    server.close();

    assertFailure(CommandProcess.run(trusting(server, "x")), 69, "check the gateway address");
  }

  @Test
  void unknownHostEndsWith68() throws Exception {
    Result end = CommandProcess.run("connect", "x", "--gateway", "gateway.invalid:443");

    assertFailure(end, 68, "gateway.invalid:443");
  }

  @Test
  void silentServerEndsWith75() throws Exception {
    try (FakeServer silent = FakeServer.raw(s -> s.getInputStream().readAllBytes())) {
      Result end =
          CommandProcess.run(
              "connect", "x", "--gateway", silent.address(), "--connect-timeout", "300ms");

      assertFailure(end, 75, "--connect-timeout");
    }
  }

  @Test
  void serverThatDoesNotAcknowledgeEndsWith76() throws Exception {
    try (FakeServer deaf = FakeServer.tls(certificates, null, ConnectScenario::echo)) {
      assertFailure(CommandProcess.run(trusting(deaf, "x")), 76, "x");
    }
  }

  @Test
  void missingClientCertificateEndsWith77() throws Exception {
    try (FakeServer server = FakeServer.tlsWithClientCertificate(certificates, "x")) {
      assertFailure(CommandProcess.run(trusting(server, "x")), 77, "--cert and --key");
    }
  }

  @Test
  void unreadableFileEndsWith78() throws Exception {
    String missing = folder.resolve("missing.pem").toString();

    Result end = CommandProcess.run("connect", "x", "--gateway", "localhost:1", "--trust", missing);

    assertFailure(end, 78, missing + ": there is no such file");
  }

  @Test
  void untrustedGatewayEndsWith82() throws Exception {
    try (FakeServer server = FakeServer.tls(certificates, "x", ConnectScenario::echo)) {
      Result end = CommandProcess.run("connect", "x", "--gateway", server.address());

      assertFailure(end, 82, "not from a trusted authority", "hint: --trust");
    }
  }

  @Test
  void missingGatewayEndsWith64() throws Exception {
    assertFailure(CommandProcess.run("connect", "x"), 64, "--gateway", "set ALPNMUX_GATEWAY");
  }

  @Test
  void malformedServiceEndsWith64() throws Exception {
    Result end = CommandProcess.run("connect", "50%", "--gateway", "localhost:1");

    assertFailure(end, 64, "two hexadecimal digits");
  }

  @Test
  void trustAndPinTogetherEndWith64() throws Exception {
    String pin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    Result end =
        CommandProcess.run(
            "connect", "x", "--gateway", "localhost:1", "--pin", pin, "--trust", "ca.pem");

    assertFailure(end, 64, "--trust or --pin");
  }

  @Test
  void environmentStandsInForOptions() throws Exception {
    try (FakeServer echo = FakeServer.tls(certificates, "echo", ConnectScenario::echo)) {
      Map<String, String> environment =
          Map.of(
              "ALPNMUX_GATEWAY", echo.address(),
              "ALPNMUX_TRUST", certificates.authority().toString());

      assertThat(CommandProcess.run(environment, "connect", "echo").text()).isEqualTo("END");
    }
  }

  @Test
  void noClassOfTheGatewayIsLoaded() throws Exception {
    Path classes = folder.resolve("classes.log");
    try (FakeServer echo = FakeServer.tls(certificates, "echo", ConnectScenario::echo)) {
      Map<String, String> flags = Map.of("JVM_FLAGS", "-Xlog:class+load:file=" + classes);

      assertThat(CommandProcess.run(flags, trusting(echo, "echo")).exitCode()).isZero();
    }
    assertThat(Files.readString(classes))
        .contains("dev.alpnmux.client.AlpnmuxClient")
        .doesNotContain("io.vertx.", "io.netty.", "io.micrometer.");
  }

  /** Sends everything back, and at the end of it three letters more. */
  private static void echo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
    socket.getOutputStream().write("END".getBytes(StandardCharsets.US_ASCII));
    socket.shutdownOutput();
  }

  private static void answerAndClose(Socket socket) throws IOException {
    try (socket) {
      socket.getOutputStream().write('x');
    }
  }

  private String[] trusting(FakeServer server, String service) {
    return new String[] {
      "connect",
      service,
      "--gateway",
      server.address(),
      "--trust",
      certificates.authority().toString()
    };
  }

  private static void assertFailure(Result end, int exitCode, String... parts) {
    assertThat(end.errors()).startsWith("alpnmux: error: ").contains(parts);
    assertThat(end.errors()).doesNotContain("\tat ");
    assertThat(end.text()).isEmpty();
    assertThat(end.exitCode()).isEqualTo(exitCode);
  }
}
