package dev.alpnmux.gateway.nativetls;

import static dev.alpnmux.gateway.nativetls.TlsEnd.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.route.UpstreamTls;
import dev.alpnmux.gateway.testing.TestCertificates;
import io.netty.pkitesting.CertificateBuilder;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamVerifierTest {
  private final NativeTls tls = Sessions.tls("a");

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anUpstreamThatProvesItsNameIsTaken(String version) throws SSLException {
    try (NativeEnd client = client(Sessions.trusting(), "upstream.test");
        JdkEnd server = server("upstream", version)) {
      handshake(client, server);
      assertThat(client.isFinished()).isTrue();
      assertThat(client.session().isAcknowledged()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a,upstream.test,No subject alternative DNS name matching upstream.test found",
    "upstream,xn--upstream.test,No subject alternative DNS name matching",
    "upstream,localhost,No subject alternative DNS name matching localhost",
    "upstream,127.0.0.1,No subject alternative names matching IP address 127.0.0.1",
    "expired,upstream.test,validity check failed"
  })
  void anotherNameOrAnExpiredCertificateFails(String certificate, String name, String reason)
      throws SSLException {
    try (NativeEnd client = client(Sessions.trusting(), name);
        JdkEnd server = server(certificate, "TLSv1.3")) {
      assertThatThrownBy(() -> handshake(client, server))
          .isInstanceOf(SSLException.class)
          .hasMessage("CERTIFICATE_VERIFY_FAILED")
          .rootCause()
          .satisfiesAnyOf(
              cause -> assertThat(cause).hasMessageContaining(reason),
              cause -> assertThat(cause).hasMessageContaining("NotAfter"));
      assertThatThrownBy(() -> server.receive(client.takeSent())).isInstanceOf(SSLException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUnknownAuthorityFails(boolean isSystemTrust) throws Exception {
    UpstreamTls trust =
        isSystemTrust
            ? UpstreamTls.DEFAULT
            : new UpstreamTls(
                java.util.List.of(
                    new CertificateBuilder()
                        .ecp256()
                        .subject("CN=another authority")
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned()
                        .getCertificate()),
                java.util.Optional.empty(),
                java.util.Optional.empty());
    try (NativeEnd client = client(trust, "upstream.test");
        JdkEnd server = server("upstream", "TLSv1.3")) {
      assertThatThrownBy(() -> handshake(client, server))
          .isInstanceOf(SSLException.class)
          .hasMessage("CERTIFICATE_VERIFY_FAILED");
      assertThatThrownBy(() -> server.receive(client.takeSent()))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("unknown_ca");
    }
  }

  @Test
  void anAddressIsVerifiedButNotAskedFor() throws Exception {
    var bundle =
        new CertificateBuilder()
            .subject("CN=test")
            .addExtendedKeyUsageServerAuth()
            .addSanIpAddress("127.0.0.1")
            .ecp256()
            .buildIssuedBy(TestCertificates.AUTHORITY);
    SSLEngine engine = TestCertificates.showing(bundle).createSSLEngine();
    try (NativeEnd client = client(Sessions.trusting(), "127.0.0.1");
        JdkEnd server = server(engine, "TLSv1.3")) {
      handshake(client, server);
      assertThat(client.isFinished()).isTrue();
      assertThat(((javax.net.ssl.ExtendedSSLSession) engine.getSession()).getRequestedServerNames())
          .isEmpty();
    }
  }

  @Test
  void aNameWithoutADotIsAskedFor() throws SSLException {
    try (NativeEnd client = client(Sessions.trusting(), "localhost");
        NativeEnd server = new NativeEnd(Sessions.server(tls, "echo"))) {
      handshake(client, server);
      assertThat(server.session().negotiated().serverName()).hasValue("localhost");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theIdentityIsShownToAnUpstreamThatAsks(String version) throws SSLException {
    try (NativeEnd client = client(Sessions.showing("gateway"), "upstream.test");
        JdkEnd server = server("upstream", version)) {
      server.engine().setNeedClientAuth(true);
      handshake(client, server);
      assertThat(server.engine().getSession().getPeerCertificates()[0])
          .isEqualTo(Sessions.leaf("gateway"));
    }
  }

  @Test
  void anotherAcknowledgedIdIsSeen() throws SSLException {
    try (NativeEnd client = client(Sessions.trusting(), "upstream.test");
        JdkEnd server = server("upstream", "TLSv1.3")) {
      SSLParameters parameters = server.engine().getSSLParameters();
      parameters.setApplicationProtocols(new String[0]);
      server.engine().setSSLParameters(parameters);
      handshake(client, server);
      assertThat(client.session().isAcknowledged()).isFalse();
    }
  }

  private NativeEnd client(UpstreamTls upstreamTls, String name) throws SSLException {
    return new NativeEnd(
        tls.client(Sessions.service("echo", upstreamTls), Sessions.id(Sessions.ID), name));
  }

  private static JdkEnd server(String certificate, String version) {
    return server(TestCertificates.showing(certificate).createSSLEngine(), version);
  }

  private static JdkEnd server(SSLEngine engine, String version) {
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {Sessions.ID});
    engine.setSSLParameters(parameters);
    return new JdkEnd(engine);
  }
}
