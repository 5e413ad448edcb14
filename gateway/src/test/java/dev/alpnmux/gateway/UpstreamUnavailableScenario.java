package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RawClient.Delivery;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** No byte of a handshake leaves before an upstream is there; without one it is alert 80. */
@ParameterizedClass
@CsvSource({
  "NATIVE,terminate",
  "OPENSSL,terminate",
  "JDK,terminate",
  "NATIVE,reencrypt",
  "OPENSSL,reencrypt",
  "JDK,reencrypt",
  "NATIVE,passthrough",
  "OPENSSL,passthrough"
})
class UpstreamUnavailableScenario {
  private static final String INTERNAL_ERROR = "15030300020250 EOF";

  private static ServerSocket alive;
  private static ServerSocket full;
  private static final List<Socket> filling = new ArrayList<>();
  private static RunningGateway gateway;

  private final String mode;

  @SuppressWarnings("unused") // The other parameters are for start.
  UpstreamUnavailableScenario(TlsEngine engine, String mode) {
    this.mode = mode;
  }

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine, String mode) throws IOException {
    alive = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    alive.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
    full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    String dead = "'127.0.0.1:" + closedPort() + "'";
    String services =
        service("dead", mode, dead)
            + service("all-dead", mode, dead + ",'127.0.0.2:" + closedPort() + "'," + dead)
            + service("nowhere", mode, "'no-such-host.invalid:1'")
            + service("no-socket", mode, "'unix:/nonexistent/socket'")
            + service(
                "silent", mode, "'127.0.0.1:" + full.getLocalPort() + "'", "'connect':'300ms'")
            + service(
                "one-silent",
                mode,
                "'127.0.0.1:" + full.getLocalPort() + "','127.0.0.1:" + alive.getLocalPort() + "'",
                "'connect':'600ms'")
            + service("one-alive", mode, dead + ",'127.0.0.1:" + alive.getLocalPort() + "'");
    gateway =
        RunningGateway.of(
            engine, RunningGateway.document("", List.of("a"), services.substring(1), ""));
  }

  private static String service(String id, String mode, String upstreams) {
    return service(id, mode, upstreams, "");
  }

  private static String service(String id, String mode, String upstreams, String timeouts) {
    String tls = mode.equals("reencrypt") ? ",'upstreamTls':{'serverName':'upstream.test'}" : "";
    return ",'%s':{'mode':'%s','upstreams':[%s],'timeouts':{%s}%s}"
        .formatted(id, mode, upstreams, timeouts, tls);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }

  @AfterParameterizedClassInvocation
  static void stop() throws IOException {
    gateway.close();
    alive.close();
    full.close();
    for (Socket socket : filling) {
      socket.close();
    }
    filling.clear();
  }

  @Test
  void aPortThatNobodyListensOnGets80() throws Exception {
    refused("dead", "127.0.0.1:");
  }

  @Test
  void severalDeadUpstreamsAreAllTriedAndGet80() throws Exception {
    double before = failures("all-dead");
    refused("all-dead", "127.0.0.");
    assertThat(failures("all-dead") - before).isEqualTo(3.0 * Delivery.values().length);
  }

  @Test
  void aHostThatCannotBeResolvedGets80() throws Exception {
    refused("nowhere", "no-such-host.invalid:1: ");
  }

  @Test
  void aUnixSocketThatDoesNotExistGets80() throws Exception {
    refused("no-socket", "unix:/nonexistent/socket: ");
  }

  @Test
  void anUpstreamThatDoesNotAnswerGets80AtTheDeadline() throws Exception {
    fillBacklog();
    byte[] hello = hello("a.test", "silent").record();
    assertThat(RawClient.ask(gateway.address(), List.of(hello))).isEqualTo(INTERNAL_ERROR);
    End end = gateway.events().next();
    assertThat(end.refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
    assertThat(end.detail()).endsWith("not connected within 300 ms");
  }

  @Test
  void anUpstreamThatIsAliveAnswersForOneThatIsDead() throws Exception {
    for (int turn = 0; turn < 2; turn++) {
      assertThat(askOneThatEndsAtOnce("one-alive")).endsWith("EOF");
      End end = gateway.events().next();
      switch (mode) {
        case "passthrough" -> assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
        // The upstream was found, and this client cannot finish a handshake.
        case "terminate" -> assertThat(end.refusal()).isEqualTo(Refusal.HANDSHAKE_FAILED);
        default ->
            // It speaks no TLS; that is noticed when it ends, and the next one is tried at once.
            assertThat(end.detail())
                .containsAnyOf("it ended the connection in the TLS handshake", "refused");
      }
    }
  }

  @Test
  void anUpstreamThatIsSilentLeavesTimeForTheNextOne() throws Exception {
    fillBacklog();
    for (int turn = 0; turn < 2; turn++) {
      assertThat(askOneThatEndsAtOnce("one-silent")).endsWith("EOF");
      End end = gateway.events().next();
      if (!mode.equals("reencrypt")) {
        assertThat(end.connection().upstream().orElseThrow())
            .hasToString("127.0.0.1:" + alive.getLocalPort());
      }
    }
  }

  private String askOneThatEndsAtOnce(String id) throws IOException {
    byte[] hello = hello("a.test", id).record();
    try (RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(hello));
      try (Socket upstream = alive.accept()) {
        upstream.shutdownOutput();
        String answer = client.answer();
        if (mode.equals("passthrough")) {
          // Its close must be no reset.
          assertThat(upstream.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
        }
        return answer;
      }
    }
  }

  /** A backlog of one takes two; every further connect hangs. */
  private static void fillBacklog() throws IOException {
    while (filling.size() < 2) {
      filling.add(new Socket(full.getInetAddress(), full.getLocalPort()));
    }
  }

  private static void refused(String id, String detail) throws Exception {
    String series =
        "alpnmux_refused_connections_total{listener=\"public\",reason=\"upstream_unavailable\"}";
    double before = gateway.metric(series);
    for (Delivery delivery : Delivery.values()) {
      List<byte[]> segments = delivery.segments(hello("a.test", id).message());
      String answer = RawClient.ask(gateway.address(), segments);
      End end = gateway.events().next();
      assertThat(answer).isEqualTo(INTERNAL_ERROR);
      assertThat(end.refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
      assertThat(end.detail()).startsWith(detail);
    }
    assertThat(gateway.metric(series)).isEqualTo(before + Delivery.values().length);
  }

  private static double failures(String service) throws Exception {
    String of = "service=\"" + service + '"';
    return gateway.metrics("alpnmux_upstream_connections_total", of)
        - gateway.metrics("alpnmux_upstream_connections_total", of, "outcome=\"ok\"");
  }
}
