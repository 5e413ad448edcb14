package dev.alpnmux.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.FakeServer;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.TestCertificates;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The servers that the probe is tried on: each has the services svc1 and svc2, the name a.test, and
 * is set up as strictly as it can be. Behind those that relay is a service that answers when its
 * client has ended.
 */
final class Peers implements AutoCloseable {
  /** A server, and how it is set up. */
  enum Peer {
    ALPNMUX_TERMINATE("alpnmux, terminate"),
    ALPNMUX_PASSTHROUGH("alpnmux, passthrough"),
    NGINX_TERMINATE("nginx, `ssl_alpn`"),
    NGINX_PASSTHROUGH("nginx, `ssl_preread`"),
    HAPROXY_TERMINATE("HAProxy, `alpn strict-sni`"),
    HAPROXY_PASSTHROUGH("HAProxy, `req.ssl_alpn`"),
    OPENSSL("openssl s_server"),
    GNUTLS("gnutls-serv `--alpn-fatal`");

    private final String title;

    Peer(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final Path CERTIFICATE = TestCertificates.FOLDER.resolve("a.pem");
  private static final Path PRIVATE_KEY = TestCertificates.FOLDER.resolve("a.key");

  private final Path folder;
  private final Map<Peer, Integer> ports = new EnumMap<>(Peer.class);
  private final Deque<Closeable> running = new ArrayDeque<>();

  private Peers(Path folder) {
    this.folder = folder;
  }

  static boolean areInstalled() {
    return Program.areInstalled("nginx", "haproxy", "openssl", "gnutls-serv")
        && (Program.isCi() || Files.exists(Path.of("/usr/lib/nginx/modules/ngx_stream_module.so")));
  }

  /** Starts all of them. */
  static Peers start(Path folder) throws Exception {
    Peers peers = new Peers(folder);
    try {
      FakeServer service = FakeServer.raw(Peers::answerAtTheEnd);
      peers.running.push(service::close);
      String upstream = service.address();
      int first = freePort();
      int second = freePort();
      peers.startNginx(upstream, first, second);
      peers.startHaproxy(upstream, first, second);
      peers.startOpenSsl();
      peers.startGnuTls();
      peers.startAlpnmux(upstream, first, second);
      return peers;
    } catch (Exception | Error e) {
      peers.close();
      throw e;
    }
  }

  private static void answerAtTheEnd(Socket connection) throws IOException {
    byte[] request = connection.getInputStream().readAllBytes();
    OutputStream output = connection.getOutputStream();
    output.write("answer to ".getBytes(StandardCharsets.US_ASCII));
    output.write(request);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  int port(Peer peer) {
    return ports.getOrDefault(peer, 0);
  }

  /** The passthrough ones have an upstream with a certificate for each service. */
  private void startNginx(String upstream, int first, int second) throws Exception {
    ports.put(Peer.NGINX_TERMINATE, freePort());
    ports.put(Peer.NGINX_PASSTHROUGH, freePort());
    String tls =
        "ssl_certificate "
            + CERTIFICATE
            + "; ssl_certificate_key "
            + PRIVATE_KEY
            + ';'
            + " ssl_protocols TLSv1.2 TLSv1.3; ssl_handshake_timeout 2s; proxy_half_close on;";
    String text =
        """
        load_module /usr/lib/nginx/modules/ngx_stream_module.so;
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr notice;
        events {}
        stream {
          map $ssl_preread_alpn_protocols $passed {
            svc1 127.0.0.1:%1$d;
            svc2 127.0.0.1:%2$d;
          }
          server { listen 127.0.0.1:%3$d ssl; %5$s ssl_alpn svc1 svc2; proxy_pass %6$s; }
          server {
            listen 127.0.0.1:%4$d;
            ssl_preread on;
            preread_timeout 2s;
            proxy_half_close on;
            proxy_pass $passed;
          }
          server { listen 127.0.0.1:%1$d ssl; %5$s ssl_alpn svc1; proxy_pass %6$s; }
          server { listen 127.0.0.1:%2$d ssl; %5$s ssl_alpn svc2; proxy_pass %6$s; }
        }
        """
            .formatted(
                first,
                second,
                port(Peer.NGINX_TERMINATE),
                port(Peer.NGINX_PASSTHROUGH),
                tls,
                upstream);
    Path file = Files.writeString(folder.resolve("nginx.conf"), text);
    run("nginx", "-p", folder, "-c", file, "-e", "stderr");
    awaitPort(port(Peer.NGINX_TERMINATE));
  }

  private void startHaproxy(String upstream, int first, int second) throws Exception {
    ports.put(Peer.HAPROXY_TERMINATE, freePort());
    ports.put(Peer.HAPROXY_PASSTHROUGH, freePort());
    Path both = folder.resolve("both.pem");
    Files.writeString(both, Files.readString(CERTIFICATE) + Files.readString(PRIVATE_KEY));
    String text =
        """
        defaults
          mode tcp
          timeout connect 5s
          timeout client 2s
          timeout server 2s
        frontend terminate
          bind 127.0.0.1:%d ssl crt %s alpn svc1,svc2 strict-sni ssl-min-ver TLSv1.2
          default_backend service
        frontend passthrough
          bind 127.0.0.1:%d
          tcp-request inspect-delay 2s
          tcp-request content accept if { req.ssl_hello_type 1 }
          use_backend first if { req.ssl_alpn svc1 }
          use_backend second if { req.ssl_alpn svc2 }
        backend service
          server s %s
        backend first
          server s 127.0.0.1:%d
        backend second
          server s 127.0.0.1:%d
        """
            .formatted(
                port(Peer.HAPROXY_TERMINATE),
                both,
                port(Peer.HAPROXY_PASSTHROUGH),
                upstream,
                first,
                second);
    run("haproxy", "-db", "-f", Files.writeString(folder.resolve("haproxy.cfg"), text));
    awaitPort(port(Peer.HAPROXY_TERMINATE));
  }

  private void startOpenSsl() throws Exception {
    Program server =
        run(
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:0",
            "-cert",
            CERTIFICATE,
            "-key",
            PRIVATE_KEY,
            "-alpn",
            "svc1,svc2",
            "-rev",
            "-no_tls1_1",
            "-no_tls1");
    String address = server.lineBehind("ACCEPT ");
    ports.put(Peer.OPENSSL, Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  /** It takes no EC key without its public half, which the JDK leaves out. */
  private void startGnuTls() throws Exception {
    int port = freePort();
    ports.put(Peer.GNUTLS, port);
    run(
        "gnutls-serv",
        "--port=" + port,
        "--x509certfile=" + TestCertificates.FOLDER.resolve("a-rsa.pem"),
        "--x509keyfile=" + TestCertificates.FOLDER.resolve("a-rsa.key"),
        "--alpn=svc1",
        "--alpn=svc2",
        "--alpn-fatal",
        "--echo",
        "--priority=NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2");
    awaitPort(port);
  }

  private void startAlpnmux(String upstream, int first, int second) throws Exception {
    String text =
        """
        {
          "listeners": [ { "name": "public", "address": "127.0.0.1:0" } ],
          %s
          "services": { "svc1": { %s }, "svc2": { %s } },
          "timeouts": { "hello": "2s" }
        }
        """;
    String certificates =
        "\"certificates\": [ { \"certificate\": \"%s\", \"privateKey\": \"%s\" } ],"
            .formatted(CERTIFICATE, PRIVATE_KEY);
    String plain = upstreams(upstream);
    String passed = "\"mode\": \"passthrough\", ";
    serve(Peer.ALPNMUX_TERMINATE, text.formatted(certificates, plain, plain));
    serve(
        Peer.ALPNMUX_PASSTHROUGH,
        text.formatted(
            "",
            passed + upstreams("127.0.0.1:" + first),
            passed + upstreams("127.0.0.1:" + second)));
  }

  private static String upstreams(String address) {
    return "\"upstreams\": [ \"" + address + "\" ]";
  }

  private void serve(Peer peer, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(peer.name() + ".json"), text);
    CommandProcess gateway = CommandProcess.start("serve", "--config", file.toString());
    running.push(gateway::close);
    String line = String.valueOf(gateway.lines().readLine());
    assertThat(line).matches("listening public 127\\.0\\.0\\.1:\\d+ tls");
    ports.put(peer, Integer.parseInt(line.replaceFirst(".*:(\\d+) tls", "$1")));
  }

  private Program run(String name, Object... arguments) throws IOException {
    Program program = Program.start(name, arguments);
    running.push(program::close);
    return program;
  }

  /** Not every program says when it listens. */
  private static void awaitPort(int port) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!accepts(port)) {
      assertThat(System.nanoTime()).as("time to wait for port %d", port).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The authority of all certificates. */
  static Path authority() {
    return TestCertificates.FOLDER.resolve("ca.pem");
  }

  @Override
  public void close() throws IOException {
    while (!running.isEmpty()) {
      running.pop().close();
    }
  }
}
