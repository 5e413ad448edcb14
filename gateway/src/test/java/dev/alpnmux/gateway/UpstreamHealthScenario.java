package dev.alpnmux.gateway;

import static dev.alpnmux.gateway.testing.RunningGateway.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.NamedUpstream;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Upstreams die and return; clients do not notice while there is another one. */
class UpstreamHealthScenario {
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
  void anUpstreamThatDiesIsLeftOutAndUsedAgainWhenItReturns(TlsEngine engine) throws Exception {
    try (RunningGateway gateway =
        RunningGateway.serving(engine, service(each(), "'failuresMax':2,'ejection':'20ms'"))) {
      assertThat(List.of(ask(gateway), ask(gateway))).containsExactlyInAnyOrder('a', 'b');
      assertThat(gateway.metric(up(a))).isEqualTo(1);

      a.die();
      awaitUntil("a is left out", () -> ask(gateway) == 'b' && ejections(gateway, a) > 0);
      assertThat(gateway.metric(up(a))).isZero();
      assertThat(gateway.metric(up(b))).isEqualTo(1);

      a.rise();
      awaitUntil("a is used again", () -> ask(gateway) == 'a');
      assertThat(gateway.metric(up(a))).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aBackupIsUsedWhileItIsNeededAndLeftAgain(TlsEngine engine) throws Exception {
    String upstreams = "{'address':'" + b.address() + "','backup':true},'" + a.address() + "'";
    try (RunningGateway gateway =
        RunningGateway.serving(engine, service(upstreams, "'failuresMax':1,'ejection':'20ms'"))) {
      assertThat(List.of(ask(gateway), ask(gateway), ask(gateway))).containsOnly('a');

      a.die();
      assertThat(List.of(ask(gateway), ask(gateway), ask(gateway))).containsOnly('b');

      a.rise();
      awaitUntil("a is used again", () -> ask(gateway) == 'a');
      assertThat(List.of(ask(gateway), ask(gateway), ask(gateway))).containsOnly('a');
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void theOnlyUpstreamIsTriedEvenWhileItIsOut(TlsEngine engine) throws Exception {
    try (RunningGateway gateway =
        RunningGateway.serving(
            engine,
            service(
                "'" + a.address() + "'",
                "'failuresMax':1,'ejection':'100h','ejectionMax':'100h'"))) {
      a.die();
      assertThatRefused(gateway);
      assertThatRefused(gateway);
      assertThat(ejections(gateway, a)).isEqualTo(1);

      a.rise();

      assertThat(ask(gateway)).isEqualTo('a');
      assertThat(gateway.metric(up(a))).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aReloadKeepsWhoIsOut(TlsEngine engine) throws Exception {
    String health = "'failuresMax':1,'ejection':'100h','ejectionMax':'100h'";
    try (RunningGateway gateway = RunningGateway.serving(engine, service(each(), health))) {
      a.die();
      awaitUntil("a is left out", () -> ask(gateway) == 'b' && ejections(gateway, a) > 0);
      double failures = failures(gateway);

      String upstreams = "{'address':'" + a.address() + "','weight':9},'" + b.address() + "'";
      RunningGateway.await(
          gateway
              .gateway()
              .reload(
                  RunningGateway.read(
                      RunningGateway.document(
                          "", List.of("a", "b"), service(upstreams, health), ""))));

      assertThat(List.of(ask(gateway), ask(gateway), ask(gateway))).containsOnly('b');
      assertThat(failures(gateway)).isEqualTo(failures);
      assertThat(gateway.metric(up(a))).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aReloadForgetsTheMetricsOfAnUpstreamThatIsGone(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, service(each(), ""))) {
      assertThat(gateway.admin("/metrics").body()).contains(up(a), up(b));

      String left = service("'" + b.address() + "'", "");
      RunningGateway.await(
          gateway
              .gateway()
              .reload(
                  RunningGateway.read(RunningGateway.document("", List.of("a", "b"), left, ""))));

      assertThat(gateway.admin("/metrics").body()).contains(up(b)).doesNotContain(a.address());
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void connectionsAreCountedByUpstream(TlsEngine engine) throws Exception {
    try (RunningGateway gateway =
        RunningGateway.serving(engine, service("'" + a.address() + "'", ""))) {
      String active = "alpnmux_upstream_connections_active" + labels(a);
      try (SSLSocket client = dial(gateway)) {
        assertThat(client.getInputStream().read()).isEqualTo('a');
        assertThat(gateway.metric(active)).isEqualTo(1);
      }
      awaitUntil("no connection is left", () -> gateway.metric(active) == 0);
    }
  }

  /** The upstream holds the probe in its TLS handshake; everybody else is served elsewhere. */
  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void exactlyOneConnectionProbesAnUpstreamThatWasOut(TlsEngine engine) throws Exception {
    AtomicInteger handshakes = new AtomicInteger();
    CountDownLatch probed = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ScriptedUpstream<Integer> moody =
            speaker(
                'm',
                () -> {
                  if (handshakes.getAndIncrement() == 0) {
                    throw new IOException("the first one fails");
                  }
                  probed.countDown();
                  assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                });
        ScriptedUpstream<Integer> steady = speaker('s', () -> {});
        RunningGateway gateway =
            RunningGateway.serving(engine, reencrypted(moody.address(), steady.address()))) {
      assertThat(ask(gateway)).isEqualTo('s'); // m fails, and is out for a millisecond.
      Thread probing = inBackground(() -> assertThat(askUntil('m', gateway)).isTrue());
      assertThat(probed.await(20, TimeUnit.SECONDS)).isTrue();

      assertThat(List.of(ask(gateway), ask(gateway), ask(gateway))).containsOnly('s');
      assertThat(handshakes).hasValue(2);

      go.countDown();
      probing.join(RunningGateway.PATIENCE.toMillis());
      assertThat(probing.isAlive()).isFalse();
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private static ScriptedUpstream<Integer> speaker(char name, Step beforeHandshake)
      throws IOException {
    return ScriptedUpstream.tls(
        TestCertificates.showing("upstream"),
        peer -> {
          beforeHandshake.run();
          SSLParameters parameters = peer.tls().getSSLParameters();
          parameters.setApplicationProtocols(new String[] {"svc"});
          peer.tls().setSSLParameters(parameters);
          peer.tls().startHandshake();
          peer.output().write(name);
          return peer.input().read();
        });
  }

  private static String reencrypted(String first, String second) {
    return "'svc':{'mode':'reencrypt','upstreams':['"
        + first
        + "','"
        + second
        + "'],'upstreamTls':{'certificateAuthorities':['ca.pem'],'serverName':'upstream.test'},"
        + "'timeouts':{'connect':'1m'},"
        + "'health':{'failuresMax':1,'ejection':'1ms','ejectionMax':'1ms'}}";
  }

  private static Thread inBackground(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    return thread;
  }

  private static boolean askUntil(char name, RunningGateway gateway) throws IOException {
    for (int i = 0; i < 100; i++) {
      if (ask(gateway) == name) {
        return true;
      }
    }
    return false;
  }

  private String each() {
    return "'" + a.address() + "','" + b.address() + "'";
  }

  private static String service(String upstreams, String health) {
    return "'svc':{'upstreams':[" + upstreams + "],'health':{" + health + "}}";
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

  private static void assertThatRefused(RunningGateway gateway) throws IOException {
    try (SSLSocket client = dial(gateway)) {
      assertThatThrownBy(client::startHandshake).hasMessageContaining("internal_error");
    }
  }

  private static String labels(NamedUpstream upstream) {
    return "{service=\"svc\",upstream=\"" + upstream.address() + "\"}";
  }

  private static String up(NamedUpstream upstream) {
    return "alpnmux_upstream_up" + labels(upstream);
  }

  private static double ejections(RunningGateway gateway, NamedUpstream upstream) throws Exception {
    return gateway.metric("alpnmux_upstream_ejections_total" + labels(upstream));
  }

  private double failures(RunningGateway gateway) throws Exception {
    return gateway.metric(
        "alpnmux_upstream_connections_total{outcome=\"refused\",service=\"svc\",upstream=\""
            + a.address()
            + "\"}");
  }
}
