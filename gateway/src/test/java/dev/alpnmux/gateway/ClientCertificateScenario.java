package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.Bytes;
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
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A service with {@code clients} lets in who shows the right certificate, and nobody else. */
class ClientCertificateScenario {
  private static final String CLIENTS =
      ",'clients':{'certificateAuthorities':['ca.pem'],'allow':['dns:*.OPS.test']}";
  private static final String ANYBODY = ",'clients':{'certificateAuthorities':['ca.pem']}";

  static List<Way> ways() {
    return Stream.of(TlsEngine.values())
        .flatMap(
            engine ->
                Stream.of("TLSv1.3", "TLSv1.2")
                    .map(version -> new Way(ServiceMode.TERMINATE, engine, version)))
        .toList();
  }

  /** Every way with every certificate that is not good enough. */
  static Stream<Arguments> refusals() {
    return ways().stream()
        .flatMap(
            way ->
                Stream.of(
                    Arguments.of(way, "none", Refusal.CLIENT_CERTIFICATE_MISSING),
                    Arguments.of(way, "ops-stranger", Refusal.CLIENT_CERTIFICATE_UNTRUSTED),
                    // It is one for servers.
                    Arguments.of(way, "a", Refusal.CLIENT_CERTIFICATE_UNTRUSTED),
                    Arguments.of(way, "ops-expired", Refusal.CLIENT_CERTIFICATE_EXPIRED),
                    // It has no name, or one with a label too many.
                    Arguments.of(way, "gateway", Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED),
                    Arguments.of(way, "ops-deep", Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED)));
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
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
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
  @MethodSource("refusals")
  void everybodyElseIsRefusedForTheExactReason(Way way, String certificate, Refusal refusal)
      throws Exception {
    try (ScriptedUpstream<Bytes> upstream = greeting(way);
        RunningGateway gateway = way.gateway(upstream, CLIENTS)) {
      try (SSLSocket socket = dial(way, gateway.connect(), context(certificate))) {
        // With TLS 1.3 a client has finished its handshake before it is judged.
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SSLException.class)
            .hasMessageFindingMatch("Received fatal alert: (" + alert(way, refusal) + ")$");
      }
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(refusal);
      assertThat(end.alert()).isEmpty();
      assertThat(end.connection().isRelaying()).isFalse();
      assertThat(upstream.acceptedCount()).isZero();
      assertThat(gateway.metric(refused(refusal))).isEqualTo(1);
    }
  }

  /** As the table in OPERATIONS.md has it; the JDK's choice depends on its version. */
  private static String alert(Way way, Refusal refusal) {
    if (way.engine() == TlsEngine.JDK) {
      return refusal == Refusal.CLIENT_CERTIFICATE_MISSING
          ? "bad_certificate|certificate_required|handshake_failure"
          : "certificate_unknown";
    }
    return switch (refusal) {
      case CLIENT_CERTIFICATE_MISSING ->
          way.version().equals("TLSv1.3") ? "certificate_required" : "handshake_failure";
      case CLIENT_CERTIFICATE_UNTRUSTED -> "unknown_ca";
      case CLIENT_CERTIFICATE_EXPIRED -> "certificate_expired";
      default -> "bad_certificate";
    };
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
        assertThatThrownBy(() -> echo(socket)).hasMessageContaining("reset");
      }
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.CLIENT_CERTIFICATE_EXPIRED);
    }
  }

  private static void echo(SSLSocket socket) throws IOException {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }
}
