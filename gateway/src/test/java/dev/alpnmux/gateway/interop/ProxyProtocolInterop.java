package dev.alpnmux.gateway.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** PROXY headers from and to HAProxy and nginx. */
@EnabledIf("areInstalled")
class ProxyProtocolInterop {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir private Path folder;

  static boolean areInstalled() {
    return Program.areInstalled("haproxy", "nginx")
        && (Program.isCi() || Files.exists(Path.of("/usr/lib/nginx/modules/ngx_stream_module.so")));
  }

  @ParameterizedTest
  @EnumSource
  void haproxyReadsWhatTheGatewayTellsIt(TlsEngine engine) throws Exception {
    String receiver =
        """
        frontend receiver
          mode http
          bind unix@%s/receiver.sock accept-proxy
          http-request return status 200 content-type text/plain lf-string \
        "%%[src] %%[src_port] %%[dst_port] %%[fc_pp_authority] %%[fc_pp_unique_id]"
        """
            .formatted(folder);
    try (Program haproxy = haproxy(receiver);
        RunningGateway gateway = gateway(engine, "", service("receiver.sock", "v2"))) {
      awaitSocket("receiver.sock");
      String answer;
      int port;
      try (SSLSocket client = dial(gateway.connect())) {
        client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
        answer = new String(client.getInputStream().readAllBytes(), US_ASCII);
        port = client.getLocalPort();
      }
      long id = gateway.events().next().connection().id();
      assertThat(answer)
          .endsWith("127.0.0.1 " + port + ' ' + gateway.address().getPort() + " a.test " + id);
      assertThat(haproxy).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"NATIVE, v1", "NATIVE, v2", "JDK, v1", "JDK, v2", "OPENSSL, v2"})
  void nginxReadsTheHeaderAndSpeaksFirst(TlsEngine engine, String version) throws Exception {
    String receiver =
        """
        server {
          listen unix:%s/receiver.sock proxy_protocol;
          return "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_port";
        }
        """
            .formatted(folder);
    try (Program nginx = nginx(receiver);
        RunningGateway gateway = gateway(engine, "", service("receiver.sock", version))) {
      nginx.awaitOutput("[notice] ");
      try (SSLSocket client = dial(gateway.connect())) {
        assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
            .isEqualTo("127.0.0.1 " + client.getLocalPort() + ' ' + gateway.address().getPort());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE, send-proxy",
    "NATIVE, send-proxy-v2",
    "JDK, send-proxy",
    "JDK, send-proxy-v2",
    "OPENSSL, send-proxy-v2-ssl"
  })
  void theGatewayReadsWhatHaproxySends(TlsEngine engine, String option) throws Exception {
    try (RunningGateway gateway = behindProxy(engine)) {
      int port = freePort();
      String sender =
          """
          listen sender
            mode tcp
            bind 127.0.0.1:%d
            server gateway 127.0.0.1:%d %s
          """
              .formatted(port, gateway.address().getPort(), option);
      try (Program haproxy = haproxy(sender)) {
        assertThat(haproxy).isNotNull();
        assertClientIsSeen(gateway, port);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGatewayReadsWhatNginxSends(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = behindProxy(engine)) {
      int port = freePort();
      String sender =
          """
          server {
            listen 127.0.0.1:%d;
            proxy_protocol on;
            proxy_pass 127.0.0.1:%d;
          }
          """
              .formatted(port, gateway.address().getPort());
      try (Program nginx = nginx(sender)) {
        nginx.awaitOutput("[notice] ");
        assertClientIsSeen(gateway, port);
      }
    }
  }

  private static void assertClientIsSeen(RunningGateway gateway, int proxyPort) throws Exception {
    InetSocketAddress seen;
    try (SSLSocket client = dial(connectTo(proxyPort))) {
      client.getOutputStream().write('x');
      assertThat(client.getInputStream().read()).isEqualTo('x');
      seen = (InetSocketAddress) client.getLocalSocketAddress();
    }
    End end = gateway.events().next();
    assertThat(end.connection().client()).isEqualTo(seen);
    assertThat(end.connection().destination()).contains(new InetSocketAddress(LOOPBACK, proxyPort));
    assertThat(end.connection().peer()).isNotEqualTo(seen);
  }

  /** Waits for a program that does not say when it listens. */
  private static Socket connectTo(int port) throws Exception {
    AtomicReference<Socket> connected = new AtomicReference<>();
    RunningGateway.awaitUntil(
        "somebody listens on " + port,
        () -> {
          try {
            connected.set(new Socket(LOOPBACK, port));
          } catch (ConnectException notYet) {
            return false;
          }
          return true;
        });
    return Objects.requireNonNull(connected.get());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private void awaitSocket(String name) throws Exception {
    RunningGateway.awaitUntil(name + " is there", () -> Files.exists(folder.resolve(name)));
  }

  private Program haproxy(String sections) throws IOException {
    String defaults =
        "defaults\n  timeout connect 10s\n  timeout client 20s\n  timeout server 20s\n";
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), defaults + sections);
    return Program.start("haproxy", "-db", "-f", file);
  }

  private Program nginx(String server) throws IOException {
    String text =
        """
        load_module /usr/lib/nginx/modules/ngx_stream_module.so;
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr notice;
        events {}
        stream {
          %s
        }
        """
            .formatted(server);
    Path file = Files.writeString(folder.resolve("nginx.conf"), text);
    return Program.start("nginx", "-p", folder, "-c", file, "-e", "stderr");
  }

  private String service(String socket, String version) {
    return "'svc':{'upstreams':['unix:"
        + folder.resolve(socket)
        + "'],'proxyProtocol':'"
        + version
        + "'}";
  }

  private static RunningGateway behindProxy(TlsEngine engine) {
    return gateway(
        engine,
        ",'proxyProtocol':'required','trustedSources':['127.0.0.1']",
        "'svc':{'builtin':'echo'}");
  }

  private static RunningGateway gateway(TlsEngine engine, String listener, String service) {
    return RunningGateway.of(engine, RunningGateway.document(listener, List.of("a"), service, ""));
  }

  private static SSLSocket dial(Socket wire) throws IOException {
    return RunningGateway.dialOver(wire, TestCertificates.trusting(), "a.test", "TLSv1.3", "svc");
  }
}
