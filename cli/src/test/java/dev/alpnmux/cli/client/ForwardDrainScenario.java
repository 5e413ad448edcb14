package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.cli.certificate.DevelopmentCertificates;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.cli.testing.FakeServer;
import dev.alpnmux.cli.testing.ForwardProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** How it ends, and what its pages say until then. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ForwardDrainScenario {
  @TempDir Path folder;

  private DevelopmentCertificates certificates;
  private FakeServer server;

  @BeforeEach
  void startGateway() throws Exception {
    certificates = FakeServer.certificates(folder);
    server =
        FakeServer.tls(
            certificates,
            "echo",
            service -> {
              service.getInputStream().transferTo(service.getOutputStream());
              service.shutdownOutput();
            });
  }

  @AfterEach
  void stopGateway() throws IOException {
    server.close();
  }

  @Test
  void openConnectionsGoOnAndTheirEndIsTheEnd() throws Exception {
    try (ForwardProcess forward = start("echo=0", "--admin=0", "--drain=1m")) {
      int port = forward.port();
      int admin = forward.port();
      try (Socket local = ForwardProcess.connect(port)) {
        requireEcho(local);
        forward.process().terminate();
        awaitClosed(port);

        assertThat(get(admin, "/healthz")).isEqualTo("503 draining\n");
        requireEcho(local);
      }
      Result end = forward.process().end();
      assertThat(end.exitCode()).isEqualTo(143);
      assertThat(end.errors()).isEmpty();
    }
  }

  @Test
  void connectionThatStaysIsCutAtTheDeadline() throws Exception {
    try (ForwardProcess forward = start("echo=0", "--drain=10ms");
        Socket local = ForwardProcess.connect(forward.port())) {
      requireEcho(local);

      Result end = forward.terminate();

      assertThat(end.errors()).isEqualToIgnoringNewLines("alpnmux: error: cut 1 connection");
      assertThatThrownBy(() -> local.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void secondSignalEndsAtOnce() throws Exception {
    try (ForwardProcess forward = start("echo=0", "--drain=10m")) {
      int port = forward.port();
      try (Socket local = ForwardProcess.connect(port)) {
        requireEcho(local);
        forward.process().terminate();
        awaitClosed(port);

        assertThat(forward.terminate().errors()).startsWith("alpnmux: error: cut ");
      }
    }
  }

  @Test
  void interruptEndsWith130() throws Exception {
    try (ForwardProcess forward = start("echo=0")) {
      forward.port();
      forward.process().interrupt();

      assertThat(forward.process().end().exitCode()).isEqualTo(130);
    }
  }

  @Test
  void pagesTellHealthAndWhatWasForwarded() throws Exception {
    try (ForwardProcess forward = start("echo=0", "nope=0", "--admin=0")) {
      int port = forward.port();
      int nope = forward.port();
      int admin = forward.port();
      try (Socket local = ForwardProcess.connect(port)) {
        requireEcho(local);
        assertThat(get(admin, "/metrics"))
            .startsWith("200 ")
            .contains("\nalpnmux_forward_connections{service=\"echo\"} 1\n")
            .contains(
                "\nalpnmux_forward_bytes_total{service=\"echo\",direction=\"from_client\"} 1\n")
            .contains(
                "\nalpnmux_forward_bytes_total{service=\"echo\",direction=\"to_client\"} 1\n");
        local.shutdownOutput();
        assertThat(local.getInputStream().read()).isEqualTo(-1);
      }
      try (Socket local = ForwardProcess.connect(nope)) {
        assertThatThrownBy(() -> local.getInputStream().read()).hasMessageContaining("reset");
      }
      // An end may be counted a moment after the local client saw it.
      assertThat(whenIdle(admin))
          .contains("connections_total{service=\"echo\",outcome=\"completed\"} 1\n")
          .contains("connections_total{service=\"nope\",outcome=\"no_such_service\"} 1\n");
    }
  }

  @Test
  void pagesAnswerOwnNamesAndReadingOnly() throws Exception {
    try (ForwardProcess forward = start("echo=0", "--admin=0")) {
      forward.port();
      int admin = forward.port();

      assertThat(get(admin, "/healthz")).isEqualTo("200 ok\n");
      assertThat(status(admin, "GET /metrics", "evil.example")).contains(" 403 ");
      assertThat(status(admin, "GET /metrics", "LOCALHOST:1")).contains(" 200 ");
      assertThat(status(admin, "GET /metrics", "[::1]:1")).contains(" 200 ");
      assertThat(status(admin, "POST /metrics", "localhost")).contains(" 405 ");
      assertThat(status(admin, "HEAD /metrics", "localhost")).contains(" 200 ");
      assertThat(status(admin, "GET /metrics/x", "localhost")).contains(" 404 ");
      assertThat(status(admin, "GET /", "localhost")).contains(" 404 ");
    }
  }

  /** Bounded by the time of the whole test. */
  private static String whenIdle(int admin) throws IOException {
    String metrics = get(admin, "/metrics");
    while (!metrics.contains("connections{service=\"echo\"} 0")
        || !metrics.contains("connections{service=\"nope\"} 0")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      metrics = get(admin, "/metrics");
    }
    return metrics;
  }

  private ForwardProcess start(String... arguments) throws IOException {
    return ForwardProcess.start(server.address(), certificates.authority(), arguments);
  }

  private static void requireEcho(Socket socket) throws IOException {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }

  /**
   * Bounded by the time of the whole test. A connection that nobody has accepted when the port is
   * closed is reset, and the next one refused.
   */
  private static void awaitClosed(int port) throws IOException {
    while (true) {
      try {
        ForwardProcess.connect(port).close();
      } catch (SocketException closed) {
        return;
      }
    }
  }

  private static String get(int port, String path) throws IOException {
    HttpURLConnection page =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    int status = page.getResponseCode();
    try (var body = status < 400 ? page.getInputStream() : page.getErrorStream()) {
      return status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String status(int port, String request, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String text = request + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 200 ".length());
      return new String(answer, StandardCharsets.US_ASCII);
    }
  }
}
