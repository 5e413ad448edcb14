package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.cli.certificate.DevelopmentCertificates;
import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.cli.testing.FakeServer;
import dev.alpnmux.cli.testing.ForwardProcess;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ForwardScenario {
  private static final int MANY_BYTES = 10_000_000;

  @TempDir Path folder;

  private DevelopmentCertificates certificates;

  @BeforeEach
  void makeCertificates() throws Exception {
    certificates = FakeServer.certificates(folder);
  }

  @Test
  void everyPortLeadsToItsServiceAndTheEndIsPassedOnBothWays() throws Exception {
    try (FakeServer server = FakeServer.tls(certificates, "echo", ForwardScenario::echo);
        ForwardProcess forward = start(server, "echo=0", "echo=127.0.0.1:0")) {
      for (int port : new int[] {forward.port(), forward.port()}) {
        try (Socket local = ForwardProcess.connect(port)) {
          local.getOutputStream().write("hello ".getBytes(StandardCharsets.US_ASCII));
          local.shutdownOutput();

          assertThat(local.getInputStream().readAllBytes()).asString().isEqualTo("hello END");
        }
      }
    }
  }

  @Test
  void withJsonEveryLineIsAnObject() throws Exception {
    Path ready = folder.resolve("ready");
    try (FakeServer server = FakeServer.tls(certificates, "other", ForwardScenario::echo);
        ForwardProcess forward =
            start(server, "a%22b=0", "--admin=0", "--ready-file=" + ready, "--json")) {
      String line = forward.line();
      assertThat(line)
          .matches(
              "\\{\"event\":\"forwarding\",\"service\":\"a%22b\",\"address\":\"127[.]0[.]0[.]1:\\d+\"}");
      assertThat(forward.line())
          .matches("\\{\"event\":\"admin\",\"address\":\"127[.]0[.]0[.]1:\\d+\"}");
      assertThat(ready).content().isEqualTo(line + System.lineSeparator());
      int port = Integer.parseInt(line.replaceFirst(".*:(\\d+)\"}", "$1"));
      try (Socket local = ForwardProcess.connect(port)) {
        assertThatThrownBy(() -> local.getInputStream().read()).isInstanceOf(SocketException.class);
      }

      assertThat(forward.terminate().errors())
          .startsWith("{\"event\":\"error\",\"reason\":\"a%22b: no service \\\"a%22b\\\"");
    }
  }

  @Test
  void withJsonAFailureIsAnObjectToo() throws Exception {
    Result result =
        CommandProcess.run("forward", "x=nowhere", "--gateway", "127.0.0.1:1", "--json");

    assertThat(result.exitCode()).isEqualTo(64);
    assertThat(result.errors()).startsWith("{\"code\":64,\"reason\":");
  }

  @Test
  void manyBytesEachWayAtOnceArriveIntact() throws Exception {
    byte[] bytes = new byte[MANY_BYTES];
    new Random(1).nextBytes(bytes);
    try (FakeServer server = FakeServer.tls(certificates, "echo", ForwardScenario::echo);
        ForwardProcess forward = start(server, "echo=0");
        Socket local = ForwardProcess.connect(forward.port())) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(() -> sendAll(local, bytes), task -> new Thread(task).start());

      assertThat(local.getInputStream().readNBytes(MANY_BYTES)).isEqualTo(bytes);
      assertThat(local.getInputStream().readAllBytes()).asString().isEqualTo("END");
      sent.get();
    }
  }

  @Test
  void serviceThatSpeaksFirstIsHeard() throws Exception {
    try (FakeServer server = FakeServer.tls(certificates, "x", ForwardScenario::greet);
        ForwardProcess forward = start(server, "x=0");
        Socket local = ForwardProcess.connect(forward.port())) {
      assertThat(local.getInputStream().read()).isEqualTo('!');
    }
  }

  /** Without a close_notify the stream may be cut short (RFC 8446 §6.1). */
  @Test
  void serviceThatIsCutShortIsNoCompleteOne() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.TRUNCATION);
        ForwardProcess forward =
            ForwardProcess.start(gateway.address(), gateway.authority(), "echo=0");
        Socket local = ForwardProcess.connect(forward.port())) {
      assertThatThrownBy(() -> local.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      assertThat(forward.terminate().errors()).startsWith("alpnmux: error: echo: ");
    }
  }

  @Test
  void unixSocketLeadsToItsServiceAndIsRemovedAtTheEnd() throws Exception {
    Path path = folder.resolve("echo.sock");
    try (FakeServer server = FakeServer.tls(certificates, "echo", ForwardScenario::echo);
        ForwardProcess forward = start(server, "echo=unix:" + path)) {
      assertThat(forward.line()).isEqualTo("forwarding echo unix:" + path);
      try (SocketChannel local = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        local.write(ByteBuffer.wrap(new byte[] {'a', ' '}));
        local.shutdownOutput();
        ByteBuffer answer = ByteBuffer.allocate(100);
        while (local.read(answer) >= 0) {
          assertThat(answer.hasRemaining()).isTrue();
        }
        assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII))
            .isEqualTo("a END");
      }
      forward.terminate();
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void refusalIsOneLineAndAResetAndTheSameAgainIsOnlyCounted() throws Exception {
    try (FakeServer server = FakeServer.alerting(AlertDescription.NO_APPLICATION_PROTOCOL);
        ForwardProcess forward = start(server, "nope=0")) {
      int port = forward.port();
      for (int i = 0; i < 3; i++) {
        assertReset(port);
      }
      assertThat(forward.terminate().errors().lines())
          .hasSizeLessThan(3)
          .first()
          .asString()
          .startsWith("alpnmux: error: nope: no service \"nope\"");
    }
  }

  @Test
  void serviceThatBreaksIsAResetForTheLocalClient() throws Exception {
    try (FakeServer server = FakeServer.tlsThatResets(certificates, "x");
        ForwardProcess forward = start(server, "x=0")) {
      assertReset(forward.port());
    }
  }

  @Test
  void localClientThatBreaksIsAnErrorForTheService() throws Exception {
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    try (FakeServer server =
            FakeServer.tls(
                certificates,
                "x",
                service -> {
                  service.getOutputStream().write('!');
                  try {
                    seen.complete(service.getInputStream().read());
                  } catch (IOException e) {
                    seen.completeExceptionally(e);
                  }
                });
        ForwardProcess forward = start(server, "x=0")) {
      try (Socket local = ForwardProcess.connect(forward.port())) {
        assertThat(local.getInputStream().read()).isEqualTo('!');
        local.setSoLinger(true, 0);
      }
      assertThatThrownBy(() -> seen.get(1, TimeUnit.MINUTES))
          .hasRootCauseInstanceOf(SocketException.class);
    }
  }

  @Test
  void readyFileHoldsTheLinesUntilTheEnd() throws Exception {
    Path ready = folder.resolve("ready");
    Files.writeString(ready, "of an earlier run");
    try (FakeServer server = FakeServer.tls(certificates, "echo", ForwardScenario::echo);
        ForwardProcess forward =
            start(server, "echo=0", "--admin", "0", "--test", "--ready-file", ready.toString())) {
      String line = forward.line();
      forward.port(); // of --admin: the file is there before that

      assertThat(ready).hasContent(line);
      forward.terminate();
      assertThat(ready).doesNotExist();
    }
  }

  @Test
  void testThatFailsEndsWithTheCodeOfTheFailure() throws Exception {
    Path path = folder.resolve("x.sock");
    try (FakeServer server = FakeServer.alerting(AlertDescription.NO_APPLICATION_PROTOCOL);
        ForwardProcess forward = start(server, "nope=unix:" + path, "--test")) {
      Result end = forward.process().end();

      assertThat(end.exitCode()).isEqualTo(80);
      assertThat(end.text()).isEmpty();
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void portInUseEndsWith71() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertFailure(71, "cannot listen on 127.0.0.1:" + port, "x=" + port);
      assertFailure(71, "cannot listen on 127.0.0.1:" + port, "x=0", "--admin=" + port);
    }
  }

  @Test
  void fileThatIsNoSocketEndsWith71() throws Exception {
    Path mine = Files.writeString(folder.resolve("mine"), "mine");

    assertFailure(71, "there is a file that is no socket", "x=unix:" + mine);
    assertThat(mine).hasContent("mine");
  }

  @Test
  void otherMachinesReachAPortOnRequestOnly() throws Exception {
    assertFailure(64, "other machines would reach 0.0.0.0:0", "x=0.0.0.0:0");
    assertFailure(64, "other machines would reach 0.0.0.0:0", "x=0", "--admin=0.0.0.0:0");
    try (CommandProcess allowed =
        CommandProcess.start(
            "forward", "x=0.0.0.0:0", "--gateway", "localhost:1", "--unsafe-listen")) {
      assertThat(allowed.lines().readLine()).startsWith("forwarding x 0.0.0.0:");
    }
  }

  @Test
  void malformedForwardingEndsWith64() throws Exception {
    assertFailure(64, "expected SERVICE=[ADDR:]PORT or SERVICE=unix:PATH but found \"x\"", "x");
    assertFailure(64, "give SERVICE=[ADDR:]PORT, or a file", new String[0]);
  }

  @Test
  void noClassOfTheGatewaysEnginesIsLoaded() throws Exception {
    Path classes = folder.resolve("classes.log");
    Path file = Files.writeString(folder.resolve("f.json"), "{\"forwards\":[]}");
    try (FakeServer server = FakeServer.tls(certificates, "echo", ForwardScenario::echo);
        ForwardProcess forward =
            ForwardProcess.start(
                Map.of("JVM_FLAGS", "-Xlog:class+load:file=" + classes),
                server.address(),
                certificates.authority(),
                "echo=0",
                "--admin=0",
                "--file=" + file)) {
      try (Socket local = ForwardProcess.connect(forward.port())) {
        local.shutdownOutput();
        assertThat(local.getInputStream().readAllBytes()).asString().isEqualTo("END");
      }
      forward.terminate();
    }
    assertThat(Files.readString(classes))
        .contains("dev.alpnmux.client.AlpnmuxClient")
        .doesNotContain("io.vertx.", "io.netty.", "io.micrometer.", "jackson.databind");
  }

  private ForwardProcess start(FakeServer server, String... arguments) throws IOException {
    return ForwardProcess.start(server.address(), certificates.authority(), arguments);
  }

  private static void assertFailure(int exitCode, String error, String... arguments)
      throws Exception {
    String[] all = new String[arguments.length + 3];
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    all[0] = "forward";
    all[1] = "--gateway";
    all[2] = "localhost:1";

    Result end = CommandProcess.run(all);

    assertThat(end.exitCode()).isEqualTo(exitCode);
    assertThat(end.errors())
        .startsWith("alpnmux: error: ")
        .contains(error)
        .contains("alpnmux: hint: ")
        .doesNotContain("\tat ");
  }

  private static void assertReset(int port) throws IOException {
    try (Socket local = ForwardProcess.connect(port)) {
      assertThatThrownBy(() -> local.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  private static void sendAll(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends everything back, and at the end of it three letters more. */
  private static void greet(Socket socket) throws IOException {
    socket.getOutputStream().write('!');
    socket.shutdownOutput();
  }

  private static void echo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
    socket.getOutputStream().write("END".getBytes(StandardCharsets.US_ASCII));
    socket.shutdownOutput();
  }
}
