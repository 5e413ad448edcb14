package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.cli.certificate.DevelopmentCertificates;
import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.cli.testing.FakeServer;
import dev.alpnmux.spec.AlertDescription;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ForwardScenario {
  @TempDir Path folder;

  private DevelopmentCertificates certificates;

  @BeforeEach
  void makeCertificates() throws Exception {
    certificates = FakeServer.certificates(folder);
  }

  @Test
  void everyPortLeadsToItsServiceAndTheEndIsPassedOnBothWays() throws Exception {
    try (FakeServer server = FakeServer.tls(certificates, "echo", ForwardScenario::echo);
        CommandProcess forward = start(server, "echo=0", "echo=127.0.0.1:0")) {
      BufferedReader lines = forward.lines();
      for (int port : new int[] {port(lines.readLine()), port(lines.readLine())}) {
        try (Socket local = connect(port)) {
          local.getOutputStream().write("hello ".getBytes(StandardCharsets.US_ASCII));
          local.shutdownOutput();

          assertThat(local.getInputStream().readAllBytes()).asString().isEqualTo("hello END");
        }
      }
    }
  }

  @Test
  void refusalIsOneLineAndAResetAndTheNextConnectionIsServed() throws Exception {
    try (FakeServer server = FakeServer.alerting(AlertDescription.NO_APPLICATION_PROTOCOL);
        CommandProcess forward = start(server, "nope=0")) {
      int port = port(forward.lines().readLine());
      for (int i = 0; i < 2; i++) {
        try (Socket local = connect(port)) {
          assertThatThrownBy(() -> local.getInputStream().read())
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("reset");
        }
      }
      forward.terminate();
      assertThat(forward.end().errors().lines())
          .hasSize(2)
          .allMatch(line -> line.startsWith("alpnmux: error: nope: no service \"nope\""));
    }
  }

  @Test
  void serviceThatBreaksIsAResetForTheLocalClient() throws Exception {
    try (FakeServer server = FakeServer.tlsThatResets(certificates, "x");
        CommandProcess forward = start(server, "x=0")) {
      try (Socket local = connect(port(forward.lines().readLine()))) {
        assertThatThrownBy(() -> local.getInputStream().read())
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("reset");
      }
    }
  }

  @Test
  void portInUseEndsWith71() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      Result end = CommandProcess.run("forward", "x=" + port, "--gateway", "localhost:1");

      assertThat(end.exitCode()).isEqualTo(71);
      assertThat(end.errors())
          .startsWith("alpnmux: error: cannot listen on 127.0.0.1 port " + port)
          .contains("alpnmux: hint: ");
    }
  }

  @Test
  void malformedForwardingEndsWith64() throws Exception {
    Result end = CommandProcess.run("forward", "x", "--gateway", "localhost:1");

    assertThat(end.exitCode()).isEqualTo(64);
    assertThat(end.errors()).contains("expected SERVICE=[ADDR:]PORT but found \"x\"");
  }

  private CommandProcess start(FakeServer server, String... forwardings) throws IOException {
    String[] options = {
      "forward", "--gateway", server.address(), "--trust", certificates.authority().toString()
    };
    String[] arguments = Arrays.copyOf(options, options.length + forwardings.length);
    System.arraycopy(forwardings, 0, arguments, options.length, forwardings.length);
    return CommandProcess.start(arguments);
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static int port(String line) {
    assertThat(line).matches("forwarding \\S+ 127\\.0\\.0\\.1:[0-9]+");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  /** Sends everything back, and at the end of it three letters more. */
  private static void echo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
    socket.getOutputStream().write("END".getBytes(StandardCharsets.US_ASCII));
    socket.shutdownOutput();
  }
}
