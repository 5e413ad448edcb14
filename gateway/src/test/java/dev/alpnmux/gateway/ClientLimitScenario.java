package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one client address may take of the gateway, and all clients of a service. */
class ClientLimitScenario {
  private static final String ECHO = "'echo':{'builtin':'echo'}";
  private static final String ALERT_80 = "15030300020250 EOF";

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aClientBeyondItsConnectionsIsResetBeforeItSpeaks(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = of(engine, ECHO, "'connectionsPerClient':1")) {
      try (SSLSocket only = echo(gateway)) {
        assertThat(RawClient.ask(gateway.address(), List.of())).isEqualTo("RESET");
        isTurnedAway(gateway.events().next(), Limit.CONNECTIONS_PER_CLIENT);
        answers(only);
      }
      gateway.awaitConnections(0);
      echo(gateway).close();
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aClientThatComesTooOftenIsResetBeforeItSpeaks(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = of(engine, ECHO, "'handshakesPerSecond':1")) {
      try (SSLSocket first = echo(gateway)) {
        int refused = 0;
        // One a second may pass; that of ten at once most are refused is certain.
        for (int i = 0; i < 10; i++) {
          refused += "RESET".equals(askUnknown(gateway)) ? 1 : 0;
        }
        assertThat(refused).isPositive();
        answers(first);
      }
      assertThat(refusedByRate(gateway)).isTrue();
    }
  }

  private static String askUnknown(RunningGateway gateway) throws IOException {
    return RawClient.ask(gateway.address(), List.of(hello("a.test", "nope").record()));
  }

  private static boolean refusedByRate(RunningGateway gateway) {
    boolean[] found = new boolean[1];
    gateway
        .events()
        .forget(
            end ->
                found[0] |=
                    end.connection()
                        .limit()
                        .filter(Limit.HANDSHAKES_PER_SECOND::equals)
                        .isPresent());
    return found[0];
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aServiceAtItsLimitAnswersByAlert80(TlsEngine engine) throws Exception {
    String services =
        "'echo':{'builtin':'echo','limits':{'connections':1}},'other':{'builtin':'echo'}";
    try (RunningGateway gateway = of(engine, services, "'connections':100")) {
      try (SSLSocket only = echo(gateway)) {
        assertThat(ask(gateway, "echo")).isEqualTo(ALERT_80);
        isRefused(gateway.events().next(), Limit.SERVICE_CONNECTIONS);
        assertThat(gateway.metric(REACHED)).isEqualTo(1);
        assertThat(gateway.metric(SERVICE_LIMIT)).isEqualTo(1);
        assertThat(gateway.metric("alpnmux_limit{limit=\"connections\"}")).isEqualTo(100);
        assertThat(gateway.metric("alpnmux_open_connections")).isPositive();
        try (SSLSocket other = gateway.dial("a.test", "TLSv1.3", "other")) {
          answers(other);
        }
        answers(only);
      }
      gateway.awaitConnections(0);
      echo(gateway).close();
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aClientAtItsLimitWithAServiceGetsAlert80(TlsEngine engine) throws Exception {
    String services = "'echo':{'builtin':'echo','limits':{'connectionsPerClient':1}}";
    try (RunningGateway gateway = of(engine, services, "'connections':100")) {
      try (SSLSocket only = echo(gateway)) {
        assertThat(ask(gateway, "echo")).isEqualTo(ALERT_80);
        isRefused(gateway.events().next(), Limit.SERVICE_CONNECTIONS_PER_CLIENT);
        answers(only);
      }
      gateway.awaitConnections(0);
      echo(gateway).close();
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void upstreamsOfUnfinishedHandshakesAreBoundedForEachClient(TlsEngine engine) throws Exception {
    try (ServerSocket upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningGateway gateway =
            of(
                engine,
                "'svc':{'upstreams':['127.0.0.1:" + upstream.getLocalPort() + "']}," + ECHO,
                "'pendingUpstreams':1")) {
      try (RawClient pending = new RawClient(gateway.address())) {
        pending.send(List.of(helloOfTheJdk("svc")));
        upstream.accept();
        assertThat(ask(gateway, "svc")).isEqualTo(ALERT_80);
        isRefused(gateway.events().next(), Limit.PENDING_UPSTREAMS);
        echo(gateway).close();
      }
      gateway.awaitConnections(0);
      try (SSLSocket finished = gateway.dial("a.test", "TLSv1.3", "svc");
          SSLSocket another = gateway.dial("a.test", "TLSv1.3", "svc")) {
        finished.startHandshake();
        awaitRelayed(gateway, 1);
        another.startHandshake();
        // A client that closes waits for the end of the other side.
        upstream.accept().close();
        upstream.accept().close();
      }
    }
  }

  /** The first bytes of a handshake that the gateway goes on with, and then waits for the rest. */
  private static byte[] helloOfTheJdk(String id) throws Exception {
    SSLEngine engine = TestCertificates.trusting().createSSLEngine("a.test", 443);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {id});
    engine.setSSLParameters(parameters);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private static void awaitRelayed(RunningGateway gateway, int count) throws Exception {
    RunningGateway.awaitUntil("relayed", () -> gateway.metric(ACTIVE_SVC) == count);
  }

  private static final String REACHED =
      "alpnmux_limit_refusals_total{limit=\"service_connections\"}";
  private static final String SERVICE_LIMIT =
      "alpnmux_service_limit{limit=\"connections\",service=\"echo\"}";
  private static final String ACTIVE_SVC =
      "alpnmux_connections_active{mode=\"terminate\",service=\"svc\"}";

  private static RunningGateway of(TlsEngine engine, String services, String limits) {
    return RunningGateway.of(
        engine,
        RunningGateway.document(
            ",'tcp':{'deferAccept':'off'}", List.of("a"), services, ",'limits':{" + limits + "}"));
  }

  private static String ask(RunningGateway gateway, String id) throws IOException {
    return RawClient.ask(gateway.address(), List.of(hello("a.test", id).record()));
  }

  private static SSLSocket echo(RunningGateway gateway) throws IOException {
    SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo");
    answers(socket);
    return socket;
  }

  private static void answers(SSLSocket echo) throws IOException {
    echo.getOutputStream().write(7);
    assertThat(echo.getInputStream().read()).isEqualTo(7);
  }

  private static void isTurnedAway(End end, Limit limit) {
    assertThat(end.alert()).isEmpty();
    isLimit(end, limit);
  }

  private static void isRefused(End end, Limit limit) {
    assertThat(end.alert()).contains(AlertDescription.INTERNAL_ERROR);
    isLimit(end, limit);
  }

  private static void isLimit(End end, Limit limit) {
    assertThat(end.refusal()).isEqualTo(Refusal.LIMIT);
    assertThat(end.connection().limit()).contains(limit);
    assertThat(end.detail()).isEqualTo(limit.sentence());
  }
}
