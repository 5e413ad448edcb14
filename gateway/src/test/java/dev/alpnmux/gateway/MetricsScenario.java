package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Exposition;
import dev.alpnmux.gateway.testing.Exposition.Family;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a scraper sees of a gateway in use. */
class MetricsScenario {
  private static final int SERIES_MAX = 1500;
  // What fits into the buffers of two sockets. All answers would be 50 MB.
  private static final long OWED_BYTES_MAX = 16 * 1024 * 1024;
  private static final String ECHO = "'echo':{'builtin':'echo'}";

  @ParameterizedTest
  @EnumSource
  void aConnectionIsCountedOnEachOfItsSteps(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
        socket.getOutputStream().write(new byte[300]);
        assertThat(socket.getInputStream().readNBytes(300)).hasSize(300);
        assertThat(gateway.metrics("alpnmux_connections_active", "service=\"echo\"")).isEqualTo(1);
      }
      gateway.events().next();
      assertThat(gateway.metrics("alpnmux_connections_active")).isZero();
      assertThat(gateway.metrics("alpnmux_connections_total")).isEqualTo(1);
      assertThat(gateway.metrics("alpnmux_routed_connections_total")).isEqualTo(1);
      assertThat(gateway.metrics("alpnmux_relayed_connections_total")).isEqualTo(1);
      assertThat(gateway.metrics("alpnmux_closed_connections_total")).isEqualTo(1);
      assertThat(gateway.metrics("alpnmux_received_bytes_total")).isEqualTo(300);
      assertThat(gateway.metrics("alpnmux_sent_bytes_total")).isEqualTo(300);
      assertThat(gateway.metrics("alpnmux_client_hello_seconds_count")).isEqualTo(1);
      assertThat(gateway.metrics("alpnmux_tls_handshake_seconds_count", "outcome=\"ok\""))
          .isEqualTo(1);
      assertThat(gateway.metrics("alpnmux_tls_handshakes_total", "version=\"TLSv1.3\""))
          .isEqualTo(1);
      assertThat(gateway.metrics("alpnmux_connection_duration_seconds_count")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUpstreamThatFailsIsCountedByTheCause(TlsEngine engine) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket noTls = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ScriptedUpstream<Integer> otherId =
            ScriptedUpstream.tls(
                TestCertificates.showing("upstream"), peer -> peer.input().read());
        RunningGateway gateway =
            RunningGateway.serving(
                engine,
                "'refused':{'upstreams':['127.0.0.1:"
                    + closedPort()
                    + "']},"
                    + "'failed':{'upstreams':['no-such-host.invalid:1']},"
                    + "'no-socket':{'upstreams':['unix:/nonexistent']},"
                    + "'timeout':{'mode':'reencrypt','timeouts':{'connect':'300ms'},'upstreams':['127.0.0.1:"
                    + silent.getLocalPort()
                    + "'],'upstreamTls':{'serverName':'upstream.test'}},"
                    + reencrypt("tls", "127.0.0.1:" + noTls.getLocalPort())
                    + ","
                    + reencrypt("alpn_mismatch", otherId.address()))) {
      Thread closing = new Thread(() -> closeFirst(noTls));
      closing.start();
      for (String id :
          List.of("refused", "failed", "no-socket", "timeout", "tls", "alpn_mismatch")) {
        ask(gateway, hello("a.test", id));
        assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
        String outcome = "outcome=\"" + id.replace("no-socket", "failed") + '"';
        String service = "service=\"" + id + '"';
        assertThat(gateway.metrics("alpnmux_upstream_connections_total", service, outcome))
            .as(id)
            .isEqualTo(1);
        assertThat(gateway.metrics("alpnmux_upstream_connections_total", service)).isEqualTo(1);
      }
      closing.join();
    }
  }

  private static String reencrypt(String id, String upstream) {
    return "'%s':{'mode':'reencrypt','upstreams':['%s'],'upstreamTls':{'certificateAuthorities':['ca.pem'],'serverName':'upstream.test'}}"
        .formatted(id, upstream);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }

  private static void closeFirst(ServerSocket server) {
    try (Socket first = server.accept()) {
      first.shutdownOutput();
      first.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void ask(RunningGateway gateway, HelloBuilder hello) throws IOException {
    RawClient.ask(gateway.address(), List.of(hello.record()));
  }

  @ParameterizedTest
  @EnumSource
  void twentyServicesWithTwoUpstreamsEachAreFewerThan1500Series(TlsEngine engine) throws Exception {
    String services =
        IntStream.range(0, 20)
            .mapToObj(MetricsScenario::withTwoUpstreams)
            .collect(Collectors.joining(","));
    try (RunningGateway gateway = RunningGateway.serving(engine, services)) {
      Exposition idle = Exposition.of(gateway.admin("/metrics").body());
      assertThat(idle.samples()).hasSizeLessThan(SERIES_MAX);
      assertThat(idle.values("alpnmux_upstream_up", "upstream")).hasSize(40);
      for (int i = 0; i < 20; i++) {
        ask(gateway, hello("a.test", "svc" + i));
      }
      Exposition used = Exposition.of(gateway.admin("/metrics").body());
      assertThat(used.series()).isEqualTo(idle.series());
    }
  }

  private static String withTwoUpstreams(int i) {
    String mode = List.of("terminate", "passthrough", "terminate").get(i % 3);
    return "'svc%d':{'mode':'%s','upstreams':['127.0.0.1:%d','localhost:%d'],'limits':{'connections':9}}"
        .formatted(i, mode, 2 * i + 1, 2 * i + 2);
  }

  @ParameterizedTest
  @EnumSource
  void refusalsOfRandomIdsAndNamesAddNoSeries(TlsEngine engine) throws Exception {
    Random random = new Random(1);
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      Set<String> before = Exposition.of(gateway.admin("/metrics").body()).series();
      for (int i = 0; i < 300; i++) {
        String text = Long.toHexString(random.nextLong());
        ask(gateway, i % 2 == 0 ? hello("a.test", text) : hello(text + ".test", "echo"));
        if (i % 50 == 0) {
          assertThat(Exposition.of(gateway.admin("/metrics").body()).series()).isEqualTo(before);
        }
      }
      gateway.awaitConnections(0);
      assertThat(gateway.metrics("alpnmux_refused_connections_total")).isEqualTo(300);
      assertThat(Exposition.of(gateway.admin("/metrics").body()).series()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "JDK")
  void openMetricsIsServedToWhoAsksForIt(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      HttpResponse<String> text = gateway.admin("/metrics");
      HttpResponse<String> open = scrape(gateway, "application/openmetrics-text;version=1.0.0");

      assertThat(text.headers().firstValue("Content-Type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(open.headers().firstValue("Content-Type"))
          .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
      assertThat(open.body()).endsWith("# EOF\n").containsOnlyOnce("# EOF");
      Exposition read = Exposition.of(open.body());
      assertThat(read.series()).isEqualTo(Exposition.of(text.body()).series());
      assertThat(read.families())
          .filteredOn(family -> family.type().equals("counter"))
          .isNotEmpty()
          .extracting(Family::name)
          .allSatisfy(
              name -> assertThat(read.samples()).anyMatch(s -> s.name().equals(name + "_total")));
      assertThat(read.families())
          .filteredOn(family -> family.name().equals("alpnmux_tls_handshake_seconds"))
          .allMatch(family -> family.unit().orElse("").equals("seconds"));
    }
  }

  private static HttpResponse<String> scrape(RunningGateway gateway, String accept)
      throws Exception {
    int port = gateway.gateway().admin().orElseThrow().port();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .header("Accept", accept)
                .timeout(RunningGateway.PATIENCE)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static long bytesUntilItIsClosed(Socket scraper) throws IOException {
    scraper.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
    long count = 0;
    byte[] buffer = new byte[64 * 1024];
    try {
      for (int read = 0; read >= 0; read = scraper.getInputStream().read(buffer)) {
        count += read;
      }
    } catch (SocketException closedWithRequestsUnread) {
      // The bytes that came before it count.
    }
    return count;
  }

  /** Each asks again and again, and does not read until the end. */
  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void scrapersThatDoNotReadHoldUpNobody(TlsEngine engine) throws Exception {
    byte[] requests =
        "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .repeat(2000)
            .getBytes(StandardCharsets.US_ASCII);
    List<Socket> scrapers = new ArrayList<>();
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      int port = gateway.gateway().admin().orElseThrow().port();
      for (int i = 0; i < 4; i++) {
        Socket scraper = new Socket();
        scrapers.add(scraper);
        scraper.setReceiveBufferSize(4096);
        scraper.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        scraper.getOutputStream().write(requests);
      }
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
        socket.getOutputStream().write(new byte[100_000]);
        assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
      }
      assertThat(gateway.metric("alpnmux_draining")).as("another scraper is served").isZero();
      for (Socket scraper : scrapers) {
        assertThat(bytesUntilItIsClosed(scraper)).isLessThan(OWED_BYTES_MAX);
      }
    } finally {
      for (Socket scraper : scrapers) {
        scraper.close();
      }
    }
  }
}
