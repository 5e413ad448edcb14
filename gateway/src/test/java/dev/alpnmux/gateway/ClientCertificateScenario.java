package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.AlertTable;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.ClientAnswer;
import dev.alpnmux.gateway.testing.CorkedSocket;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service with {@code clients} lets in who shows the right certificate, and nobody else. */
class ClientCertificateScenario {
  private static final String CLIENTS =
      ",'clients':{'certificateAuthorities':['ca.pem'],'allow':['dns:*.OPS.test'],"
          + "'crl':'ca.crl'}";
  private static final String ANYBODY = ",'clients':{'certificateAuthorities':['ca.pem']}";

  static List<Way> ways() {
    return Stream.of(TlsEngine.values())
        .flatMap(
            engine ->
                Stream.of("TLSv1.3", "TLSv1.2")
                    .map(version -> new Way(ServiceMode.TERMINATE, engine, version)))
        .toList();
  }

  /** What clients show, and why it is not good enough; in the order of the table. */
  private static final Map<String, Refusal> CAUSES = causes();

  private static Map<String, Refusal> causes() {
    Map<String, Refusal> causes = new LinkedHashMap<>();
    causes.put("none", Refusal.CLIENT_CERTIFICATE_MISSING);
    causes.put("ops-stranger", Refusal.CLIENT_CERTIFICATE_UNTRUSTED);
    causes.put("ops-expired", Refusal.CLIENT_CERTIFICATE_EXPIRED);
    causes.put("ops-revoked", Refusal.CLIENT_CERTIFICATE_REVOKED);
    // It has no name.
    causes.put("gateway", Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED);
    return causes;
  }

  private static SSLContext context(String certificate) {
    return certificate.equals("none")
        ? TestCertificates.trusting()
        : TestCertificates.showing(certificate);
  }

  private static SSLSocket dial(Way way, Socket wire, SSLContext context) throws IOException {
    return RunningGateway.dialOver(wire, context, "a.test", way.version(), Way.SERVICE);
  }

  private static ScriptedUpstream<Bytes> greeting(Way way) throws IOException {
    return way.upstream(peer -> Bytes.send(peer.output(), 10, 1));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aClientOnTheAllowListIsServed(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream = greeting(way);
        RunningGateway gateway = way.gateway(upstream, CLIENTS)) {
      try (SSLSocket socket = dial(way, gateway.connect(), context("ops"))) {
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(10, 1));
      }
      End end = gateway.events().next();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(end.connection().clientCertificate().map(ClientCertificate::certificate))
          .contains(TestCertificates.issued("ops").getCertificate());
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void withoutAnAllowListEveryCertificateOfTheAuthorityWillDo(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream = greeting(way);
        RunningGateway gateway = way.gateway(upstream, ANYBODY);
        SSLSocket socket = dial(way, gateway.connect(), context("gateway"))) {
      assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(10, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everybodyElseIsRefusedForTheExactReasonAsTheTableSays(Way way) throws Exception {
    List<String> received = new ArrayList<>();
    try (ScriptedUpstream<Bytes> upstream = greeting(way);
        RunningGateway gateway = way.gateway(upstream, CLIENTS)) {
      for (Map.Entry<String, Refusal> cause : CAUSES.entrySet()) {
        try (SSLSocket socket = dial(way, gateway.connect(), context(cause.getKey()))) {
          received.add(ClientAnswer.of(socket));
        }
        End end = gateway.events().next();
        assertThat(end.refusal()).isEqualTo(cause.getValue());
        assertThat(end.alert()).isEmpty();
        assertThat(end.detail()).startsWith(cause.getValue().sentence());
        assertThat(end.connection().isRelaying()).isFalse();
        assertThat(end.connection().clientCertificate()).isEmpty();
        assertThat(gateway.metric(refused(cause.getValue()))).isEqualTo(1);
      }
      assertThat(upstream.acceptedCount()).isZero();
      assertThat(
              gateway.metric(
                  "alpnmux_relayed_connections_total{mode=\"terminate\",service=\"svc\"}"))
          .isZero();
    }
    assumeThat(AlertTable.rowNames()).contains(AlertTable.rowOf(way));
    assertThat(received).isEqualTo(AlertTable.of(way).subList(0, CAUSES.size()));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whoIsForOtherThingsOrDeeperThanAWildcardIsRefused(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream = greeting(way);
        RunningGateway gateway = way.gateway(upstream, CLIENTS)) {
      // It is one for servers.
      try (SSLSocket socket = dial(way, gateway.connect(), context("a"))) {
        assertThat(ClientAnswer.of(socket)).isNotEqualTo("served");
      }
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.CLIENT_CERTIFICATE_UNTRUSTED);
      try (SSLSocket socket = dial(way, gateway.connect(), context("ops-deep"))) {
        assertThat(ClientAnswer.of(socket)).isNotEqualTo("served");
      }
      assertThat(gateway.events().next().refusal())
          .isEqualTo(Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED);
      assertThat(upstream.acceptedCount()).isZero();
    }
  }

  private static String refused(Refusal refusal) {
    return "alpnmux_refused_connections_total{listener=\"public\",reason=\"" + refusal + "\"}";
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theUpstreamIsNotConnectedBeforeTheProof(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream = greeting(way);
        RunningGateway gateway = way.gateway(upstream, CLIENTS)) {
      CorkedSocket wire = new CorkedSocket();
      wire.connect(gateway.address());
      try (SSLSocket socket = dial(way, wire, context("ops"))) {
        if (way.version().equals("TLSv1.3")) {
          // Its certificate and its Finished are made, and held back.
          socket.startHandshake();
          assertThat(upstream.acceptedCount()).isZero();
        }
        wire.release();
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(10, 1));
      }
    }
  }

  /** A resumed session brings no certificate that the engine could judge once more. */
  @ParameterizedTest
  @MethodSource("ways")
  void aResumedSessionDoesNotOutliveItsCertificate(Way way) throws Exception {
    Instant end = Instant.now().plus(3, ChronoUnit.SECONDS).truncatedTo(ChronoUnit.SECONDS);
    X509Bundle shortLived =
        TestCertificates.client("db.ops.test")
            .notBefore(end.minus(1, ChronoUnit.DAYS))
            .notAfter(end)
            .buildIssuedBy(TestCertificates.AUTHORITY);
    SSLContext context = TestCertificates.showing(shortLived);
    try (RunningGateway gateway =
        RunningGateway.serving(way.engine(), "'svc':{'builtin':'echo'" + CLIENTS + "}")) {
      try (SSLSocket socket = dial(way, gateway.connect(), context)) {
        echo(socket);
      }
      assertThat(gateway.events().next().refusal()).isNull();
      RunningGateway.awaitUntil(
          "the certificate expires", () -> Instant.now().isAfter(end.plusSeconds(1)));
      try (SSLSocket socket = dial(way, gateway.connect(), context)) {
        String received = ClientAnswer.of(socket);
        assumeThat(AlertTable.rowNames()).contains(AlertTable.rowOf(way));
        assertThat(received).isEqualTo(AlertTable.of(way).get(CAUSES.size()));
      }
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.CLIENT_CERTIFICATE_EXPIRED);
    }
  }

  private static void echo(SSLSocket socket) throws IOException {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }
}
