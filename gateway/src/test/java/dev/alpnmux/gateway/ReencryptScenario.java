package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.UpstreamPeer;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import io.netty.pkitesting.CertificateBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway names one service to the upstream, and verifies who answers. */
class ReencryptScenario {
  private static final String TRUST =
      "'certificateAuthorities':['ca.pem'],'serverName':'upstream.test'";

  /** What an upstream saw in the hello of the gateway. */
  private record Seen(List<String> offered, String serverName, String clientCertificate) {}

  private static RunningGateway gateway(TlsEngine engine, String address, String tls) {
    return RunningGateway.serving(
        engine,
        "'svc':{'mode':'reencrypt','protocols':['svc/1','svc/2'],'upstreams':['"
            + address
            + "'],'upstreamTls':{"
            + tls
            + "}}");
  }

  private static ScriptedUpstream<Seen> recording(SSLContext context, boolean asksForCertificate)
      throws IOException {
    return ScriptedUpstream.tls(
        context,
        peer -> {
          Seen seen = handshake(peer, asksForCertificate);
          Bytes.send(peer.output(), 10, 1);
          return seen;
        });
  }

  private static Seen handshake(UpstreamPeer peer, boolean asksForCertificate) throws Exception {
    SSLSocket socket = peer.tls();
    List<String> offered = new ArrayList<>();
    socket.setHandshakeApplicationProtocolSelector(
        (s, protocols) -> {
          offered.addAll(protocols);
          return protocols.get(0);
        });
    socket.setNeedClientAuth(asksForCertificate);
    socket.startHandshake();
    ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
    String certificate =
        asksForCertificate
            ? ((X509Certificate) session.getPeerCertificates()[0]).getSerialNumber().toString()
            : "";
    String name =
        new String(
            session.getRequestedServerNames().get(0).getEncoded(), StandardCharsets.US_ASCII);
    return new Seen(offered, name, certificate);
  }

  @ParameterizedTest
  @EnumSource
  void exactlyTheChosenIdAndTheConfiguredNameAreOffered(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<Seen> upstream = recording(TestCertificates.showing("upstream"), false);
        RunningGateway gateway = gateway(engine, upstream.address(), TRUST)) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "other", "svc/2")) {
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo("svc/2");
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(10, 1));
      }
      assertThat(upstream.result()).isEqualTo(new Seen(List.of("svc/2"), "upstream.test", ""));
      gateway.events().next();
    }
  }

  @ParameterizedTest
  @EnumSource
  void gatewayProvesItselfWithItsOwnCertificate(TlsEngine engine) throws Exception {
    String identity = TRUST + ",'certificate':'gateway.pem','privateKey':'gateway.key'";
    try (ScriptedUpstream<Seen> upstream = recording(TestCertificates.showing("upstream"), true);
        RunningGateway gateway = gateway(engine, upstream.address(), identity)) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc/1")) {
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(10, 1));
      }
      assertThat(upstream.result().clientCertificate())
          .isEqualTo(
              TestCertificates.issued("gateway").getCertificate().getSerialNumber().toString());
      gateway.events().next();
    }
  }

  static Stream<Arguments> strangers() throws Exception {
    SSLContext untrusted =
        TestCertificates.showing(
            new CertificateBuilder()
                .ecp256()
                .subject("CN=stranger")
                .addSanDnsName("upstream.test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned());
    return Stream.of(TlsEngine.values())
        .flatMap(
            engine ->
                Stream.of(
                    Arguments.of(engine, "wrong name", TestCertificates.showing("b")),
                    Arguments.of(engine, "expired", TestCertificates.showing("expired")),
                    Arguments.of(engine, "untrusted", untrusted)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("strangers")
  void upstreamThatCannotProveItselfEndsInAlert80(
      TlsEngine engine, String fault, SSLContext context) throws Exception {
    try (ScriptedUpstream<Seen> upstream = recording(context, false);
        RunningGateway gateway = gateway(engine, upstream.address(), TRUST)) {
      assertThatHandshakeIsRefused(gateway);
    }
  }

  private static void assertThatHandshakeIsRefused(RunningGateway gateway) throws IOException {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc/1")) {
      assertThatThrownBy(socket::startHandshake).hasMessageContaining("internal_error");
    }
    End end = gateway.events().next();
    assertThat(end.refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
    assertThat(end.detail()).isNotBlank();
  }

  static Stream<Arguments> answers() {
    return Stream.of(TlsEngine.values())
        .flatMap(engine -> Stream.of(Arguments.of(engine, ""), Arguments.of(engine, "other")));
  }

  @ParameterizedTest(name = "{0} \"{1}\"")
  @MethodSource("answers")
  void upstreamThatDoesNotAcknowledgeTheIdEndsInAlert80(TlsEngine engine, String answer)
      throws Exception {
    try (ScriptedUpstream<Boolean> upstream =
            ScriptedUpstream.tls(
                TestCertificates.showing("upstream"),
                peer -> {
                  peer.tls().setHandshakeApplicationProtocolSelector((s, offered) -> answer);
                  peer.tls().startHandshake();
                  return true;
                });
        RunningGateway gateway = gateway(engine, upstream.address(), TRUST)) {
      assertThatHandshakeIsRefused(gateway);
    }
  }
}
