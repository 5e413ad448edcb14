package dev.alpnmux.gateway;

import static dev.alpnmux.gateway.testing.RunningGateway.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.NamedUpstream;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RecordedLog;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.testkit.DnsServer;
import dev.alpnmux.testkit.DnsServer.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The upstreams of a service are what its SRV records say, and change with them. */
class UpstreamSrvScenario {
  private static final String NAME = "_svc._tcp.db.test";
  private static final String LABELS = "{service=\"svc\",upstream=\"srv:" + NAME + "\"}";

  private NamedUpstream a;
  private NamedUpstream b;
  private DnsServer dns;

  @BeforeEach
  void start() throws IOException {
    a = new NamedUpstream('a');
    b = new NamedUpstream('b');
    dns = new DnsServer();
    dns.host("one.test", 60, "127.0.0.1");
    dns.host("two.test", 60, "127.0.0.1");
  }

  @AfterEach
  void stop() throws IOException {
    dns.close();
    b.close();
    a.close();
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void recordsOfThePriorityThatComesFirstShareByWeightAndTheOthersAreBackups(TlsEngine engine)
      throws Exception {
    NamedUpstream c = new NamedUpstream('c');
    dns.service(NAME, 60, record(20, 100, c, "one.test"), record(10, 10, a, "one.test"), b(10, 30));
    try (c;
        RunningGateway gateway = serving(engine, ",'health':{'ejection':'off'}")) {
      assertThat(answers(gateway, 8)).containsOnly('a', 'b').haveExactly(2, is('a'));

      a.die();
      b.die();

      assertThat(ask(gateway)).isEqualTo('c');
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void whatTheRecordsSayAnewServesNewConnectionsAndOldOnesLiveOn(TlsEngine engine)
      throws Exception {
    dns.service(NAME, 1, record(1, 1, a, "one.test"));
    try (RunningGateway gateway = serving(engine, "");
        SSLSocket stays = dial(gateway)) {
      assertThat(stays.getInputStream().read()).isEqualTo('a');

      dns.service(NAME, 1, record(1, 1, b, "two.test"));
      awaitUntil("b is found", () -> ask(gateway) == 'b');

      assertThat(gateway.admin("/services").body())
          .contains("\"upstreams\" : [ \"srv:" + NAME + "\" ]")
          .contains("\"found\" : [ \"two.test:" + b.port() + "\" ]");
      assertThat(gateway.metric("alpnmux_upstream_connections_active" + LABELS)).isPositive();
      assertThat(gateway.admin("/metrics").body()).doesNotContain("two.test");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void oneThatStaysKeepsWhatIsKnownOfIt(TlsEngine engine) throws Exception {
    dns.service(NAME, 1, record(1, 1, a, "one.test"), b(1, 1));
    String health =
        ",'health':{'failuresMax':1,'ejection':'100h','ejectionMax':'100h'}"
            + ",'timeouts':{'connect':'10s'}";
    try (RunningGateway gateway = serving(engine, health)) {
      a.die();
      awaitUntil(
          "a is left out",
          () ->
              ask(gateway) == 'b'
                  && gateway.metric("alpnmux_upstream_ejections_total" + LABELS) > 0);
      a.rise();

      NamedUpstream c = new NamedUpstream('c');
      dns.service(NAME, 1, record(1, 1, a, "one.test"), record(1, 1, c, "one.test"));

      try (c) {
        awaitUntil("c is found", () -> ask(gateway) == 'c');
        assertThat(answers(gateway, 4)).containsOnly('c');
        assertThat(gateway.metric("alpnmux_upstream_up" + LABELS)).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aDotMeansThatTheServiceIsNotAvailable(TlsEngine engine) throws Exception {
    dns.service(NAME, 1, "0 0 0 .");
    try (RunningGateway gateway = serving(engine, "")) {
      assertThatRefused(gateway);
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
      assertThat(end.detail())
          .isEqualTo("srv:" + NAME + ": its SRV record says that the service is not available");
      assertThat(gateway.metric("alpnmux_upstream_up" + LABELS)).isZero();

      dns.service(NAME, 1, record(1, 1, a, "one.test"));

      awaitUntil("a is found", () -> isServed(gateway));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVFAIL", "EMPTY", "GARBAGE"})
  void whenDnsFailsTheLastGoodRecordsServe(Failure failure) throws Exception {
    String failures = "alpnmux_upstream_lookup_failures_total{name=\"srv:" + NAME + "\"}";
    dns.service(NAME, 1, record(1, 1, a, "one.test"));
    try (RecordedLog log = new RecordedLog();
        RunningGateway gateway = serving(TlsEngine.JDK, "")) {
      assertThat(ask(gateway)).isEqualTo('a');

      dns.fail(NAME, failure);
      awaitUntil("a lookup fails", () -> gateway.metric(failures) >= 1);
      assertThat(ask(gateway)).isEqualTo('a');
      assertThat(log.with("upstream srv:" + NAME + " cannot be looked up")).hasSize(1);

      dns.service(NAME, 1, b(1, 1));
      awaitUntil("b is found", () -> ask(gateway) == 'b');
      assertThat(log.with("upstream srv:" + NAME + " can be looked up again")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void recordsThatCannotBeReadAreAFailureAndNothingHangs(TlsEngine engine) throws Exception {
    dns.records(NAME, 33, 1, new byte[] {0, 1, 0, 1, 0, 99, 63, 'x'});
    try (RunningGateway gateway = serving(engine, "")) {
      assertThatRefused(gateway);
      assertThat(gateway.events().next().detail())
          .isEqualTo("srv:" + NAME + ": none of its SRV records can be used");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void whoComesBeforeTheFirstAnswerGivesUpInTime(TlsEngine engine) throws Exception {
    dns.fail(NAME, Failure.DROP);
    try (RunningGateway gateway = serving(engine, ",'timeouts':{'connect':'50ms'}")) {
      assertThatRefused(gateway);
      assertThat(gateway.events().next().detail()).isEqualTo("not looked up within 50 ms");
    }
  }

  /** A name out of DNS proves nothing: what is verified is the name in the configuration. */
  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void theCertificateIsVerifiedByTheConfiguredName(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<Integer> secured = secured()) {
      String port = secured.address().substring(secured.address().lastIndexOf(':') + 1);
      dns.service(NAME, 60, "1 1 " + port + " one.test");
      String good = reencrypted("upstream.test");
      try (RunningGateway gateway = serving(engine, good)) {
        assertThat(ask(gateway)).isEqualTo('s');
      }
    }
  }

  @Test
  void checksAskWhatTheRecordsSay() throws Exception {
    dns.service(NAME, 1, record(1, 1, a, "one.test"), b(2, 1));
    String check =
        ",'health':{'check':{'protocol':'tcp','interval':'10ms','rise':1,'fall':1,"
            + "'closeOnDown':true}}";
    try (RunningGateway gateway = serving(TlsEngine.JDK, check);
        RecordedLog log = new RecordedLog();
        SSLSocket open = dial(gateway)) {
      assertThat(open.getInputStream().read()).isEqualTo('a');

      a.die();

      awaitUntil("b serves", () -> ask(gateway) == 'b');
      awaitUntil(
          "a is down",
          () ->
              !log.with("upstream one.test:" + a.port() + " of srv:" + NAME + " of service")
                  .isEmpty());
    }
  }

  @Test
  void aReloadKeepsWhatWasFound() throws Exception {
    dns.service(NAME, 1, record(1, 1, a, "one.test"));
    try (RunningGateway gateway = serving(TlsEngine.JDK, "")) {
      assertThat(ask(gateway)).isEqualTo('a');
      dns.fail(NAME, Failure.SERVFAIL);

      String changed = service(",'balance':'randomTwo'");
      RunningGateway.await(
          gateway
              .gateway()
              .reload(
                  RunningGateway.read(
                      RunningGateway.document("", List.of("a", "b"), changed, ""))));

      assertThat(ask(gateway)).isEqualTo('a');
    }
  }

  private static ScriptedUpstream<Integer> secured() throws IOException {
    return ScriptedUpstream.tls(
        TestCertificates.showing("upstream"),
        peer -> {
          SSLParameters parameters = peer.tls().getSSLParameters();
          parameters.setApplicationProtocols(new String[] {"svc"});
          peer.tls().setSSLParameters(parameters);
          peer.tls().startHandshake();
          peer.output().write('s');
          return peer.input().read();
        });
  }

  private static String reencrypted(String serverName) {
    return ",'mode':'reencrypt','upstreamTls':{'certificateAuthorities':['ca.pem'],'serverName':'"
        + serverName
        + "'}";
  }

  private static String record(int priority, int weight, NamedUpstream upstream, String host) {
    return priority + " " + weight + " " + upstream.port() + " " + host;
  }

  private String b(int priority, int weight) {
    return record(priority, weight, b, "two.test");
  }

  private RunningGateway serving(TlsEngine engine, String more) {
    return RunningGateway.of(
        engine, RunningGateway.document("", List.of("a", "b"), service(more), ""), dns);
  }

  private static String service(String more) {
    return "'svc':{'upstreams':['srv:" + NAME + "']" + more + '}';
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

  private static List<Character> answers(RunningGateway gateway, int count) throws IOException {
    List<Character> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(ask(gateway));
    }
    return answers;
  }

  private static Condition<Character> is(char expected) {
    return new Condition<>(c -> c == expected, "%s", expected);
  }

  private static void assertThatRefused(RunningGateway gateway) throws IOException {
    try (SSLSocket client = dial(gateway)) {
      assertThatThrownBy(client::startHandshake).hasMessageContaining("internal_error");
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
