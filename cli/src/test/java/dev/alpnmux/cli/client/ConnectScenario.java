package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
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
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Every exit code of {@code connect}, and the bytes it moves. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ConnectScenario {
  private static final int MEGABYTES_10 = 10 * 1024 * 1024;

  private static final TlsGateway TLS = TlsGateway.with(TestCertificates.SERVER);

  @TempDir Path folder;

  @Test
  void tenMegabytesGoBothWaysAtOnceAndTheEndIsPassedOn() throws Exception {
    byte[] sent = new byte[MEGABYTES_10];
    new Random(7).nextBytes(sent);
    try (FakeGateway echo = FakeGateway.start(TLS.service(ConnectScenario::echo));
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
    try (FakeGateway daytime = FakeGateway.start(TLS.service(ConnectScenario::answerAndClose));
        CommandProcess connect = CommandProcess.start(trusting(daytime, "daytime"))) {
      Result end = connect.end();

      assertThat(end.text()).isEqualTo("x");
      assertThat(end.exitCode()).isZero();
    }
  }

  @Test
  void connectionThatBreaksEndsWith1() throws Exception {
    try (FakeGateway breaking = FakeGateway.start(Misbehaviour.RESET_AFTER_HANDSHAKE);
        CommandProcess connect = CommandProcess.start(trusting(breaking, "echo"))) {
      Result end = connect.end();

      assertFailure(end, 1, "the connection to service \"echo\" broke");
    }
  }

  @Test
  void streamThatIsCutShortEndsWith1() throws Exception {
    try (FakeGateway cutting = FakeGateway.start(TLS.service(ConnectScenario::answerAndCut));
        CommandProcess connect = CommandProcess.start(trusting(cutting, "x"))) {
      Result end = connect.end();

      assertThat(end.text()).isEqualTo("x");
      assertThat(end.errors()).startsWith("alpnmux: error: the connection to service \"x\" broke");
      assertThat(end.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void serviceThatBreaksWhileItIsSentToEndsWith1() throws Exception {
    try (FakeGateway breaking = FakeGateway.start(Misbehaviour.RESET_AFTER_HANDSHAKE)) {
      assertFailure(CommandProcess.run(trusting(breaking, "echo")), 1, "broke");
    }
  }

  @Test
  void unknownServiceEndsWith80() throws Exception {
    try (FakeGateway server = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      assertFailure(CommandProcess.run(trusting(server, "x")), 80, "no service \"x\"", "alert 120");
    }
  }

  @Test
  void unknownServerNameEndsWith81() throws Exception {
    try (FakeGateway server = FakeGateway.start(Misbehaviour.UNKNOWN_SERVER_NAME)) {
      assertFailure(CommandProcess.run(trusting(server, "x")), 81, "alert 112", "--server-name");
    }
  }

  @Test
  void serviceWithoutUpstreamEndsWith69() throws Exception {
    try (FakeGateway server = FakeGateway.start(Misbehaviour.UPSTREAM_UNAVAILABLE)) {
      assertFailure(CommandProcess.run(trusting(server, "x")), 69, "alert 80");
    }
  }

  @Test
  void gatewayThatIsDownEndsWith69() throws Exception {
    FakeGateway server = FakeGateway.start(Misbehaviour.STALL);
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
    try (FakeGateway silent = FakeGateway.start(Misbehaviour.STALL)) {
      Result end =
          CommandProcess.run(
              "connect", "x", "--gateway", silent.address(), "--connect-timeout", "300ms");

      assertFailure(end, 75, "--connect-timeout");
    }
  }

  @Test
  void serverThatDoesNotAcknowledgeEndsWith76() throws Exception {
    try (FakeGateway deaf = FakeGateway.start(Misbehaviour.NO_PROTOCOL)) {
      assertFailure(CommandProcess.run(trusting(deaf, "x")), 76, "x");
    }
  }

  @Test
  void missingClientCertificateEndsWith77() throws Exception {
    try (FakeGateway server = FakeGateway.start(TLS.requiringClientCertificate())) {
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
    try (FakeGateway server = FakeGateway.serving("x")) {
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
    try (FakeGateway echo = FakeGateway.start(TLS.service(ConnectScenario::echo))) {
      Map<String, String> environment =
          Map.of(
              "ALPNMUX_GATEWAY", echo.address(),
              "ALPNMUX_TRUST", echo.authority().toString());

      assertThat(CommandProcess.run(environment, "connect", "echo").text()).isEqualTo("END");
    }
  }

  @Test
  void noClassOfTheGatewayIsLoaded() throws Exception {
    Path classes = folder.resolve("classes.log");
    try (FakeGateway echo = FakeGateway.start(TLS.service(ConnectScenario::echo))) {
      Map<String, String> flags = Map.of("JVM_FLAGS", "-Xlog:class+load:file=" + classes);

      assertThat(CommandProcess.run(flags, trusting(echo, "echo")).exitCode()).isZero();
    }
    assertThat(Files.readString(classes))
        .contains("dev.alpnmux.client.AlpnmuxClient")
        .doesNotContain("io.vertx.", "io.netty.", "io.micrometer.");
  }

  /** Sends everything back, and at the end of it three letters more. */
  private static void echo(SSLSocket socket, Socket below) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
    socket.getOutputStream().write("END".getBytes(StandardCharsets.US_ASCII));
    socket.shutdownOutput();
  }

  private static void answerAndClose(SSLSocket socket, Socket below) throws IOException {
    try (socket) {
      socket.getOutputStream().write('x');
    }
  }

  /** Without a close_notify. */
  private static void answerAndCut(SSLSocket socket, Socket below) throws IOException {
    socket.getOutputStream().write('x');
    below.close();
  }

  private static String[] trusting(FakeGateway server, String service) {
    return new String[] {
      "connect", service, "--gateway", server.address(), "--trust", server.authority().toString()
    };
  }

  private static void assertFailure(Result end, int exitCode, String... parts) {
    assertThat(end.errors()).startsWith("alpnmux: error: ").contains(parts);
    assertThat(end.errors()).doesNotContain("\tat ");
    assertThat(end.text()).isEmpty();
    assertThat(end.exitCode()).isEqualTo(exitCode);
  }
}
