package dev.alpnmux.grafana.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TcpmuxClient;
import dev.alpnmux.gateway.testing.TestCertificates;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Clients that are served. */
final class ServiceLoad {
  /** What each connection to a service sends, and gets back. */
  static final int BYTES = 10_000;

  private final LoadedGateway gateway;

  ServiceLoad(LoadedGateway gateway) {
    this.gateway = gateway;
  }

  /** Sends bytes to a service, and gets them back, in this version of TLS. */
  void echo(String service, String version) throws Exception {
    echo(TestCertificates.trusting(), service, version);
  }

  /** Does so twice; the second connection goes on with the session of the first. */
  void resume(String service, String version) throws Exception {
    SSLContext context = TestCertificates.trusting();
    echo(context, service, version);
    echo(context, service, version);
  }

  private void echo(SSLContext context, String service, String version) throws Exception {
    String serverName = service.startsWith("passthrough") ? "upstream.test" : "a.test";
    Socket wire = gateway.connect("public");
    try (SSLSocket socket = RunningGateway.dialOver(wire, context, serverName, version, service)) {
      Bytes.send(socket.getOutputStream(), BYTES, 1);
      assertThat(socket.getInputStream().readNBytes(BYTES)).hasSize(BYTES);
    }
  }

  /** Leaves a service by a reset. */
  void leave(String service) throws IOException {
    Socket wire = gateway.connect("public");
    try (SSLSocket socket =
        RunningGateway.dialOver(wire, TestCertificates.trusting(), "a.test", "TLSv1.3", service)) {
      sayOne(socket);
      wire.setSoLinger(true, 0);
      wire.close();
    }
  }

  /** Opens a connection that stays; closing the socket ends it. */
  SSLSocket open(String service) throws IOException {
    SSLSocket socket =
        RunningGateway.dialOver(
            gateway.connect("public"), TestCertificates.trusting(), "a.test", "TLSv1.3", service);
    socket.startHandshake();
    return socket;
  }

  /** Comes to the listener that only reports with an id that is no service, or with none. */
  void report(String... protocols) throws Exception {
    Socket wire = gateway.connect("old");
    try (SSLSocket socket =
        RunningGateway.dialOver(
            wire, TestCertificates.trusting(), "a.test", "TLSv1.3", protocols)) {
      sayOne(socket);
    }
  }

  private static void sayOne(SSLSocket socket) throws IOException {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }

  /** Says a line at the TCPMUX door, and returns the first character of the answer. */
  String say(String line) throws IOException {
    return TcpmuxClient.ask(gateway.address("door"), line + "\r\n").substring(0, 1);
  }
}
