package dev.alpnmux.gateway;

import static dev.alpnmux.gateway.testing.RunningGateway.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.NamedUpstream;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RecordedLog;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.testkit.DnsServer;
import dev.alpnmux.testkit.DnsServer.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The name of an upstream moves, and DNS fails, while the gateway runs. */
class UpstreamLookupScenario {
  private static final String HOST = "db.test";
  private static final String FAILURES =
      "alpnmux_upstream_lookup_failures_total{name=\"" + HOST + "\"}";

  private NamedUpstream a;
  private NamedUpstream b;
  private DnsServer dns;

  @BeforeEach
  void start() throws IOException {
    InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    a = new NamedUpstream('a');
    b = new NamedUpstream('b', new InetSocketAddress(other, a.port()));
    dns = new DnsServer();
    dns.host(HOST, 1, "127.0.0.1");
  }

  @AfterEach
  void stop() throws IOException {
    dns.close();
    b.close();
    a.close();
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aNameThatMovesIsFollowedWhenItsTimeIsUp(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = serving(engine, "")) {
      assertThat(ask(gateway)).isEqualTo('a');

      try (SSLSocket stays = dial(gateway)) {
        assertThat(stays.getInputStream().read()).isEqualTo('a');
        dns.host(HOST, 1, "127.0.0.2");
        awaitUntil("b has the name", () -> ask(gateway) == 'b');

        stays.getOutputStream().write('x');
        assertThat(gateway.metric("alpnmux_connections_active{mode=\"terminate\",service=\"svc\"}"))
            .isPositive();
      }
    }
  }

  /** Databases in clouds move by a short-lived alias of a long-lived name. */
  @Test
  void anAliasCountsForAsLongAsItIsGood() throws Exception {
    dns.alias(HOST, 1, "one.test", 86_400, "127.0.0.1");
    try (RunningGateway gateway = serving(TlsEngine.JDK, "")) {
      assertThat(ask(gateway)).isEqualTo('a');

      dns.alias(HOST, 1, "other.test", 86_400, "127.0.0.2");

      awaitUntil("b has the name", () -> ask(gateway) == 'b');
    }
  }

  @Test
  void anAnswerThatIsGoodForLongIsNotAskedForAgain() throws Exception {
    dns.host(HOST, 86_400, "127.0.0.1");
    try (RunningGateway gateway = serving(TlsEngine.JDK, "")) {
      assertThat(ask(gateway)).isEqualTo('a');
      int questions = dns.questions(HOST);

      assertThat(List.of(ask(gateway), ask(gateway), ask(gateway))).containsOnly('a');

      assertThat(dns.questions(HOST)).isEqualTo(questions);
    }
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void whenDnsFailsTheLastGoodAddressServes(Failure failure) throws Exception {
    try (RecordedLog log = new RecordedLog();
        RunningGateway gateway = serving(TlsEngine.JDK, "")) {
      assertThat(ask(gateway)).isEqualTo('a');
      assertThat(gateway.metric(FAILURES)).isZero();

      dns.fail(HOST, failure);
      awaitUntil("a lookup fails", () -> gateway.metric(FAILURES) >= 1);
      assertThat(ask(gateway)).isEqualTo('a');
      assertThat(log.with("upstream db.test cannot be looked up")).hasSize(1);

      dns.host(HOST, 1, "127.0.0.2");
      awaitUntil("b has the name", () -> ask(gateway) == 'b');
      assertThat(log.with("upstream db.test can be looked up again")).hasSize(1);
    }
  }

  @Test
  void eachWayToFailIsLoggedOnceUntilItIsOver() throws Exception {
    dns.fail(HOST, Failure.SERVFAIL);
    try (RecordedLog log = new RecordedLog();
        RunningGateway gateway = serving(TlsEngine.JDK, "")) {
      awaitUntil("two lookups fail", () -> gateway.metric(FAILURES) >= 2);
      dns.fail(HOST, Failure.NXDOMAIN);
      awaitUntil("a third one fails", () -> gateway.metric(FAILURES) >= 3);

      assertThat(log.with("db.test cannot be looked up: DNS answers SERVFAIL(2)")).hasSize(1);
      assertThat(log.with("db.test cannot be looked up: DNS answers NXDOMAIN(3)")).hasSize(1);
      assertThat(log.with("db.test cannot be looked up")).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aNameThatNeverResolvedIsUnavailableAndComesLater(TlsEngine engine) throws Exception {
    dns.fail(HOST, Failure.SERVFAIL);
    try (RunningGateway gateway = serving(engine, "")) {
      try (SSLSocket client = dial(gateway)) {
        assertThatThrownBy(client::startHandshake).hasMessageContaining("internal_error");
      }
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
      assertThat(end.detail())
          .isEqualTo(
              "db.test:" + a.port() + ": its name cannot be resolved: DNS answers SERVFAIL(2)");

      dns.host(HOST, 1, "127.0.0.1");

      awaitUntil("the name is found", () -> isServed(gateway));
    }
  }

  /** The first question is not answered; who comes meanwhile waits for the second. */
  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void whoComesBeforeTheFirstAnswerGivesUpInTime(TlsEngine engine) throws Exception {
    dns.fail(HOST, Failure.DROP);
    try (RunningGateway gateway = serving(engine, ",'timeouts':{'connect':'50ms'}")) {
      try (SSLSocket client = dial(gateway)) {
        assertThatThrownBy(client::startHandshake).hasMessageContaining("internal_error");
      }
      assertThat(gateway.events().next().detail()).contains("not connected within 50 ms");
    }
  }

  @Test
  void aCheckAsksWhereClientsGoAlthoughDnsFails() throws Exception {
    String check =
        ",'health':{'check':{'protocol':'tcp','interval':'10ms','rise':1,'fall':1,"
            + "'whenAllDown':'refuse'}}";
    try (RunningGateway gateway = serving(TlsEngine.JDK, check)) {
      assertThat(ask(gateway)).isEqualTo('a');
      dns.fail(HOST, Failure.SERVFAIL);
      awaitUntil("a lookup fails", () -> gateway.metric(FAILURES) >= 1);
      int asked = a.accepted();
      awaitUntil("checks go on", () -> a.accepted() > asked + 2);

      assertThat(ask(gateway)).isEqualTo('a');
    }
  }

  @Test
  void aReloadKeepsWhatIsKnownAndForgetsWhatIsGone() throws Exception {
    try (RunningGateway gateway = serving(TlsEngine.JDK, "")) {
      assertThat(ask(gateway)).isEqualTo('a');
      dns.fail(HOST, Failure.SERVFAIL);

      reload(gateway, service(HOST + ':' + a.port(), ",'balance':'leastConnections'"));
      assertThat(ask(gateway)).isEqualTo('a');

      reload(gateway, service(b.address(), ""));
      assertThat(ask(gateway)).isEqualTo('b');
      assertThat(gateway.admin("/metrics").body()).doesNotContain(HOST);
    }
  }

  private static void reload(RunningGateway gateway, String service) {
    RunningGateway.await(
        gateway
            .gateway()
            .reload(
                RunningGateway.read(RunningGateway.document("", List.of("a", "b"), service, ""))));
  }

  private RunningGateway serving(TlsEngine engine, String more) {
    String service = service(HOST + ':' + a.port(), more);
    return RunningGateway.of(
        engine, RunningGateway.document("", List.of("a", "b"), service, ""), dns);
  }

  private static String service(String upstream, String more) {
    return "'svc':{'upstreams':['" + upstream + "']" + more + '}';
  }

  private static SSLSocket dial(RunningGateway gateway) throws IOException {
    return gateway.dial("a.test", "TLSv1.3", "svc");
  }

  /** Returns the name of the upstream that answers. */
  private static char ask(RunningGateway gateway) throws IOException {
    try (SSLSocket client = dial(gateway)) {
      return (char) client.getInputStream().read();
    }
  }

  private static boolean isServed(RunningGateway gateway) {
    try {
      return ask(gateway) == 'a';
    } catch (IOException e) {
      return false;
    }
  }
}
