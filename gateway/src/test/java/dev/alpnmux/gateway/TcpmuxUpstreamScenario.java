package dev.alpnmux.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TcpmuxClient;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.UpstreamPeer;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The TCPMUX door before upstreams: {@code +} means that the service is reached. */
class TcpmuxUpstreamScenario {
  private static final String ECHO = "'builtin':'echo'";
  private static final String UNAVAILABLE = "-the service cannot be had now\r\nEOF";
  private static final String TRUST =
      ",'mode':'reencrypt','upstreamTls':"
          + "{'certificateAuthorities':['ca.pem'],'serverName':'upstream.test'}";

  private static RunningGateway gateway(TlsEngine engine, String address, String more) {
    return RunningGateway.of(engine, document(address, more, ""));
  }

  private static String document(String address, String more, String listener) {
    return RunningGateway.document(
        ",'transport':'tcpmux'" + listener,
        List.of("a"),
        "'svc':{'tcpmux':true,'upstreams':['" + address + "']" + more + "}",
        "");
  }

  /** Greets, reads to the end, and answers with what it has read. */
  private static String converse(UpstreamPeer peer) throws IOException {
    peer.output().write("hi ".getBytes(ISO_8859_1));
    byte[] read = peer.input().readAllBytes();
    peer.output().write(read);
    return new String(read, ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource
  void bothDirectionsEndOnTheirOwn(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<String> upstream =
            ScriptedUpstream.tcp(TcpmuxUpstreamScenario::converse);
        RunningGateway gateway = gateway(engine, upstream.address(), "");
        TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      client.send("SVC\r\n");
      assertThat(client.hear(6)).isEqualTo("+\r\nhi ");
      client.send("question");
      client.sendEnd();
      assertThat(client.answer()).isEqualTo("questionEOF");
      assertThat(upstream.result()).isEqualTo("question");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUpstreamThatEndsFirstStillHearsTheClient(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<String> upstream =
            ScriptedUpstream.tcp(
                peer -> {
                  peer.endOutput();
                  return new String(peer.input().readAllBytes(), ISO_8859_1);
                });
        RunningGateway gateway = gateway(engine, upstream.address(), "");
        TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      client.send("svc\r\n");
      assertThat(client.answer()).isEqualTo("+\r\nEOF");
      client.send("late");
      client.sendEnd();
      assertThat(upstream.result()).isEqualTo("late");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientMaySayEverythingAndEndBeforeItIsAnswered(TlsEngine engine) throws Exception {
    String bulk = "x".repeat(200_000);
    try (ScriptedUpstream<String> upstream =
            ScriptedUpstream.tcp(TcpmuxUpstreamScenario::converse);
        RunningGateway gateway = gateway(engine, upstream.address(), "")) {
      for (String said : List.of("", "question", bulk)) {
        assertThat(TcpmuxClient.ask(gateway.address(), "svc\r\n" + said))
            .isEqualTo("+\r\nhi " + said + "EOF");
        assertThat(upstream.result()).isEqualTo(said);
        assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeadUpstreamIsAMinusAndNoPlus(TlsEngine engine) throws Exception {
    ScriptedUpstream<String> upstream = ScriptedUpstream.tcp(TcpmuxUpstreamScenario::converse);
    upstream.close();
    for (String more : List.of("", ",'connect':'afterHandshake'", TRUST)) {
      try (RunningGateway gateway = gateway(engine, upstream.address(), more)) {
        assertThat(TcpmuxClient.ask(gateway.address(), "svc\r\nquestion")).isEqualTo(UNAVAILABLE);
        End end = gateway.events().next();
        assertThat(end.refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
        assertThat(end.detail()).contains(upstream.address());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePlusWaitsForTheHandshakeWithTheUpstream(TlsEngine engine) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (ScriptedUpstream<Boolean> upstream =
            ScriptedUpstream.tls(
                TestCertificates.showing("upstream"),
                peer -> {
                  seen.countDown();
                  return released.await(20, TimeUnit.SECONDS);
                });
        RunningGateway gateway =
            gateway(engine, upstream.address(), TRUST + ",'timeouts':{'connect':'300ms'}");
        TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      client.send("svc\r\n");
      assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.answer()).isEqualTo(UNAVAILABLE);
      assertThat(gateway.events().next().detail()).contains("300 ms");
      released.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEncryptedUpstreamIsAskedForThePreferredId(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<String> upstream =
            ScriptedUpstream.tls(
                TestCertificates.showing("upstream"),
                peer -> {
                  SSLSocket tls = peer.tls();
                  tls.setHandshakeApplicationProtocolSelector((socket, ids) -> ids.get(0));
                  tls.startHandshake();
                  peer.output().write(peer.input().readNBytes(8));
                  return tls.getApplicationProtocol();
                });
        RunningGateway gateway =
            gateway(engine, upstream.address(), TRUST + ",'protocols':['svc/2','svc/1']");
        TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      // Its own end would go too far: not every engine has half-close.
      client.send("svc\r\nquestion");
      assertThat(client.answer()).isEqualTo("+\r\nquestionEOF");
      client.sendEnd();
      assertThat(upstream.result()).isEqualTo("svc/2");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatResetsWhileItsUpstreamIsConnectedIsGone(TlsEngine engine) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (ScriptedUpstream<Boolean> upstream =
            ScriptedUpstream.tls(
                TestCertificates.showing("upstream"),
                peer -> {
                  seen.countDown();
                  return released.await(20, TimeUnit.SECONDS);
                });
        RunningGateway gateway = gateway(engine, upstream.address(), TRUST);
        TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      client.send("svc\r\n");
      assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
      client.reset();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.CLIENT_LEFT);
      released.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResetOfTheUpstreamIsPassedOn(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<Boolean> upstream =
            ScriptedUpstream.tcp(
                peer -> {
                  peer.input().read();
                  peer.reset();
                  return true;
                });
        RunningGateway gateway = gateway(engine, upstream.address(), "");
        TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      client.send("svc\r\nx");
      assertThat(client.answer()).endsWith("RESET");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.UPSTREAM_RESET);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theClientOfAProxyHeaderIsTheOneThatRulesAndUpstreamsSee(TlsEngine engine) throws Exception {
    Endpoint known = Endpoint.of(new byte[] {(byte) 192, 0, 2, 1}, 5000);
    Endpoint other = Endpoint.of(new byte[] {(byte) 192, 0, 2, 2}, 5000);
    try (ScriptedUpstream<String> upstream =
            ScriptedUpstream.tcp(TcpmuxUpstreamScenario::converse);
        RunningGateway gateway =
            RunningGateway.of(
                engine,
                document(
                    upstream.address(),
                    ",'proxyProtocol':'v1','from':{'allow':['192.0.2.1']}",
                    ",'proxyProtocol':'required','trustedSources':['127.0.0.1']"))) {
      String header = written(known);
      for (int cut : List.of(1, header.length() - 1, header.length(), header.length() + 2)) {
        String all = header + "svc\r\nquestion";
        assertThat(TcpmuxClient.ask(gateway.address(), all.substring(0, cut), all.substring(cut)))
            .startsWith("+\r\nhi PROXY TCP4 192.0.2.1 192.0.2.1 5000 5000\r\nquestionEOF");
        upstream.result();
        assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
      }
      assertThat(TcpmuxClient.ask(gateway.address(), written(other) + "svc\r\n"))
          .isEqualTo("-there is no such service\r\nEOF");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.ADDRESS_DENIED);
      assertThat(TcpmuxClient.ask(gateway.address(), "svc\r\n")).isEqualTo("EOF");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.PROXY_HEADER);
    }
  }

  private static String written(Endpoint client) {
    return new String(ProxyHeader.of(client, client, List.of()).v1(), ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource
  void aListenerThatDeniesTheClientResetsIt(TlsEngine engine) throws Exception {
    try (RunningGateway gateway =
        RunningGateway.of(
            engine, document("127.0.0.1:1", "", ",'from':{'deny':['127.0.0.0/8']}"))) {
      assertThat(TcpmuxClient.ask(gateway.address(), "svc\r\n")).isEqualTo("RESET");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.ADDRESS_DENIED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDrainLetsConnectionsEndAndCutsThemAtItsOwnEnd(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<String> upstream =
            ScriptedUpstream.tcp(TcpmuxUpstreamScenario::converse);
        RunningGateway gateway = gateway(engine, upstream.address(), "");
        TcpmuxClient open = new TcpmuxClient(gateway.address())) {
      open.send("svc\r\n");
      assertThat(open.hear(6)).isEqualTo("+\r\nhi ");
      RunningGateway.await(gateway.gateway().stop(Duration.ofMillis(1)));
      assertThat(open.answer()).isEqualTo("RESET");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.DRAINED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReloadOpensAndShutsTheDoorToAService(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<String> upstream =
            ScriptedUpstream.tcp(TcpmuxUpstreamScenario::converse);
        RunningGateway gateway = gateway(engine, upstream.address(), "");
        TcpmuxClient before = new TcpmuxClient(gateway.address())) {
      before.send("svc\r\n");
      assertThat(before.hear(6)).isEqualTo("+\r\nhi ");
      reload(gateway, document(upstream.address(), "", "").replace("'tcpmux':true,", ""));
      assertThat(TcpmuxClient.ask(gateway.address(), "svc\r\n"))
          .isEqualTo("-there is no such service\r\nEOF");
      before.send("still here");
      before.sendEnd();
      assertThat(before.answer()).isEqualTo("still hereEOF");
      reload(gateway, document(upstream.address(), "", ""));
      assertThat(TcpmuxClient.ask(gateway.address(), "svc\r\nx")).isEqualTo("+\r\nhi xEOF");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReloadTurnsAListenerFromTcpmuxToTls(TlsEngine engine) throws Exception {
    String tcpmux = document("127.0.0.1:1", "", "").replace("'upstreams':['127.0.0.1:1']", ECHO);
    try (RunningGateway gateway = RunningGateway.of(engine, tcpmux)) {
      assertThat(TcpmuxClient.ask(gateway.address(), "svc\r\nx")).isEqualTo("+\r\nxEOF");
      reload(gateway, tcpmux.replace("'transport':'tcpmux'", "'transport':'tls'"));
      assertThat(TcpmuxClient.ask(gateway.address(), "svc\r\nx")).isEqualTo("EOF");
      try (SSLSocket client = gateway.dial("a.test", "TLSv1.3", "svc")) {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
      }
      assertThat(gateway.gateway().listeners().get(0).transport()).isEqualTo("tls");
    }
  }

  private static void reload(RunningGateway gateway, String document) {
    GatewayConfig next = RunningGateway.read(document);
    RunningGateway.await(gateway.gateway().reload(next));
  }
}
