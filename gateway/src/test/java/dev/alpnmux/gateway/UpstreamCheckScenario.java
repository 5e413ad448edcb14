package dev.alpnmux.gateway;

import static dev.alpnmux.gateway.testing.RunningGateway.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.NamedUpstream;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.ProxyHeader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway asks upstreams how they are, by every protocol that it knows. */
class UpstreamCheckScenario {
  private static final String OFTEN = "'interval':'10ms','rise':1,'fall':1";

  private NamedUpstream a;
  private NamedUpstream b;

  @BeforeEach
  void start() throws IOException {
    a = new NamedUpstream('a');
    b = new NamedUpstream('b');
  }

  @AfterEach
  void stop() throws IOException {
    a.close();
    b.close();
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void anUpstreamThatDiesIsNoticedBeforeAClientMeetsIt(TlsEngine engine) throws Exception {
    try (RunningGateway gateway =
        RunningGateway.serving(engine, service("'protocol':'tcp'," + OFTEN))) {
      a.die();
      awaitUntil("a is down", () -> gateway.metric(up(a.address())) == 0);
      assertThat(List.of(ask(gateway), ask(gateway), ask(gateway))).containsOnly('b');
      assertThat(gateway.metric(failed(a.address()))).isZero();

      a.rise();
      awaitUntil("a is up", () -> gateway.metric(up(a.address())) == 1);
      assertThat(List.of(ask(gateway), ask(gateway))).containsExactlyInAnyOrder('a', 'b');
    }
  }

  /** As Patroni does it: one port of HTTP for the whole host, here one path for each upstream. */
  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void anHttpCheckFindsTheNewLeaderAndClosesTheConnectionsOfTheOldOne(TlsEngine engine)
      throws Exception {
    AtomicInteger status = new AtomicInteger(200);
    HttpServer patroni = http(status);
    String check =
        "'protocol':'http','port':%d,'path':'/primary','closeOnDown':true,'whenAllDown':'refuse',%s"
            .formatted(patroni.getAddress().getPort(), OFTEN);
    try (RunningGateway gateway = RunningGateway.serving(engine, service(check));
        SSLSocket client = dial(gateway)) {
      assertThat(client.getInputStream().read()).isIn((int) 'a', (int) 'b');

      status.set(503);
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.UPSTREAM_DOWN);
      awaitUntil(
          "both are down",
          () -> gateway.metric(up(a.address())) + gateway.metric(up(b.address())) == 0);
      try (SSLSocket refused = dial(gateway)) {
        assertThatThrownBy(refused::startHandshake).hasMessageContaining("internal_error");
      }

      status.set(200);
      awaitUntil(
          "both are up",
          () -> gateway.metric(up(a.address())) + gateway.metric(up(b.address())) == 2);
      assertThat(ask(gateway)).isIn('a', 'b');
    } finally {
      patroni.stop(0);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aTlsCheckWantsTheIdOfTheServiceAcknowledged(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<Integer> right = speaking("svc");
        ScriptedUpstream<Integer> wrong = speaking("other");
        RunningGateway gateway =
            RunningGateway.serving(
                engine,
                "'svc':{'mode':'reencrypt','upstreams':['%s','%s'],%s,'health':{'check':{%s}}}"
                    .formatted(
                        right.address(),
                        wrong.address(),
                        "'upstreamTls':{'certificateAuthorities':['ca.pem'],"
                            + "'serverName':'upstream.test'}",
                        "'protocol':'tls'," + OFTEN))) {
      awaitUntil("the wrong one is down", () -> gateway.metric(up(wrong.address())) == 0);

      assertThat(gateway.metric(up(right.address()))).isEqualTo(1);
      assertThat(List.of(ask(gateway), ask(gateway))).containsOnly('!');
    }
  }

  /** As HAProxy asks servers that are sent the header. */
  @ParameterizedTest
  @CsvSource({"v1,tcp", "v2,tcp", "v1,tls", "v2,tls"})
  void aCheckSendsTheProxyHeaderOfNobody(String version, String protocol) throws Exception {
    byte[] header = version.equals("v1") ? ProxyHeader.LOCAL.v1() : ProxyHeader.LOCAL.v2();
    int length = header.length + (protocol.equals("tls") ? 1 : 0);
    try (ScriptedUpstream<byte[]> upstream =
            ScriptedUpstream.tcp(peer -> peer.input().readNBytes(length));
        RunningGateway gateway =
            RunningGateway.serving(
                TlsEngine.NATIVE,
                "'svc':{'mode':'reencrypt','upstreams':['%s'],'upstreamTls':{'serverName':'u.test'},"
                        .formatted(upstream.address())
                    + "'proxyProtocol':'%s','health':{'check':{'protocol':'%s','interval':'1h'}}}"
                        .formatted(version, protocol))) {
      byte[] greeting = upstream.result();
      assertThat(Arrays.copyOf(greeting, header.length)).isEqualTo(header);
      if (protocol.equals("tls")) {
        assertThat(greeting[header.length]).as("a handshake record").isEqualTo((byte) 22);
      }
      assertThat(gateway.gateway().connections()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void anUpstreamThatDoesNotAnswerIsDown(TlsEngine engine) throws Exception {
    String check = "'protocol':'http','port':%d,'timeout':'50ms',%s".formatted(port(a), OFTEN);
    try (RunningGateway gateway = RunningGateway.serving(engine, service(check))) {
      awaitUntil("it is down", () -> gateway.metric(up(a.address())) == 0);

      assertThat(ask(gateway)).isIn('a', 'b'); // Down, but tried for want of a better one.
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aReloadForgetsAnUpstreamThatIsChecked(TlsEngine engine) throws Exception {
    try (RunningGateway gateway =
        RunningGateway.serving(engine, service("'protocol':'tcp'," + OFTEN))) {
      awaitUntil("it is asked", () -> a.accepted() > 3);

      RunningGateway.await(
          gateway
              .gateway()
              .reload(
                  RunningGateway.read(
                      RunningGateway.document(
                          "",
                          List.of("a", "b"),
                          "'svc':{'upstreams':['" + b.address() + "']}",
                          ""))));
      a.die();

      assertThat(ask(gateway)).isEqualTo('b');
      assertThat(gateway.admin("/metrics").body()).doesNotContain(a.address());
    }
  }

  private static int port(NamedUpstream upstream) {
    return Integer.parseInt(upstream.address().substring("127.0.0.1:".length()));
  }

  private static HttpServer http(AtomicInteger status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/primary",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static ScriptedUpstream<Integer> speaking(String id) throws IOException {
    return ScriptedUpstream.tls(
        TestCertificates.showing("upstream"),
        peer -> {
          SSLParameters parameters = peer.tls().getSSLParameters();
          parameters.setApplicationProtocols(new String[] {id});
          peer.tls().setSSLParameters(parameters);
          peer.tls().startHandshake();
          peer.output().write('!');
          return peer.input().read();
        });
  }

  private String service(String check) {
    return "'svc':{'upstreams':['%s','%s'],'health':{'check':{%s}}}"
        .formatted(a.address(), b.address(), check);
  }

  private static SSLSocket dial(RunningGateway gateway) throws IOException {
    return gateway.dial("a.test", "TLSv1.3", "svc");
  }

  private static char ask(RunningGateway gateway) throws IOException {
    try (SSLSocket client = dial(gateway)) {
      return (char) client.getInputStream().read();
    }
  }

  private static String up(String address) {
    return "alpnmux_upstream_up{service=\"svc\",upstream=\"" + address + "\"}";
  }

  private static String failed(String address) {
    return "alpnmux_upstream_connections_total{outcome=\"refused\",service=\"svc\",upstream=\""
        + address
        + "\"}";
  }
}
