package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificate;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who proves what to whom: the gateway's certificate, and the client's. */
@Timeout(60)
class IdentityScenario {
  private static GatewayIdentityException distrust(FakeGateway gateway, Trust trust) {
    return catchThrowableOfType(
        GatewayIdentityException.class,
        () -> TestPki.client(gateway).trust(trust).build().connect("echo").close());
  }

  private static void assertTrusted(FakeGateway gateway, Trust trust) throws IOException {
    try (ServiceSocket socket = TestPki.client(gateway).trust(trust).build().connect("echo")) {
      ConnectScenario.echo(socket);
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.WRONG_NAME))) {
      GatewayIdentityException refusal = distrust(gateway, TestPki.trust());

      assertThat(refusal).hasMessageContaining("localhost").hasMessageContaining("server name");
      assertThat(refusal.retryable()).isFalse();
      assertThat(refusal.phase()).isEqualTo(Phase.TLS);
    }
  }

  @Test
  void theAskedNameIsVerifiedAndNotTheAddress() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER))) {
      // The certificate carries this address; what was asked for is another name.
      assertThatThrownBy(
              () ->
                  AlpnmuxClient.newBuilder()
                      .gateway("127.0.0.1:" + gateway.port())
                      .serverName("other.test")
                      .trust(TestPki.trust())
                      .build()
                      .connect("echo"))
          .isInstanceOf(GatewayIdentityException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void anUntrustedAuthorityIsRefused(String version) throws IOException {
    try (FakeGateway gateway =
        FakeGateway.start(TlsGateway.with(TestCertificates.UNTRUSTED).version(version))) {
      assertThat(distrust(gateway, TestPki.trust()))
          .hasMessageContaining("its certificate is not from a trusted authority: check trust")
          .hasCauseInstanceOf(CertificateException.class);
    }
  }

  @Test
  void theSystemDoesNotTrustATestAuthority() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER))) {
      assertThat(distrust(gateway, Trust.system()))
          .hasMessageContaining("its certificate is not from a trusted authority");
    }
  }

  @Test
  void aPinnedSelfSignedCertificateIsTrusted() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SELF_SIGNED))) {
      assertTrusted(gateway, Trust.pin(TestPki.pinOf(TestCertificates.SELF_SIGNED)));
    }
  }

  @Test
  void aPinnedAuthorityInTheChainIsTrusted() throws IOException {
    TlsGateway withRoot =
        TlsGateway.with(
            List.of(TestCertificates.SERVER.certificate(), TestCertificates.CA.certificate()),
            TestCertificates.SERVER.key());
    try (FakeGateway gateway = FakeGateway.start(withRoot)) {
      assertTrusted(gateway, Trust.pin(TestPki.pinOf(TestCertificates.CA)));
    }
  }

  @Test
  void aPinThatFitsNothingIsAnsweredWithThePinsSeen() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER))) {
      assertThat(distrust(gateway, Trust.pin(TestPki.pinOf(TestCertificates.SELF_SIGNED))))
          .hasMessageContaining(TestPki.pinOf(TestCertificates.SERVER));
    }
  }

  @Test
  void aPinnedCertificateThatIsOnlySentAlongProvesNothing() throws IOException {
    List<X509Certificate> forged =
        List.of(
            TestCertificates.UNTRUSTED.certificate(), TestCertificates.SELF_SIGNED.certificate());
    try (FakeGateway gateway =
        FakeGateway.start(TlsGateway.with(forged, TestCertificates.UNTRUSTED.key()))) {
      assertThat(distrust(gateway, Trust.pin(TestPki.pinOf(TestCertificates.SELF_SIGNED))))
          .isNotNull();
    }
  }

  @Test
  void theNameIsVerifiedWithAPinToo() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.WRONG_NAME))) {
      assertThat(distrust(gateway, Trust.pin(TestPki.pinOf(TestCertificates.WRONG_NAME))))
          .hasMessageContaining("localhost");
    }
  }

  @Test
  void anExpiredCertificateIsRefusedWithAPinToo() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.EXPIRED))) {
      assertThat(distrust(gateway, Trust.pin(TestPki.pinOf(TestCertificates.EXPIRED))))
          .hasMessageContaining("its certificate has expired");
    }
  }

  @Test
  void anExpiredCertificateOfATrustedAuthorityIsToldFromAnUntrustedOne() throws IOException {
    try (FakeGateway gateway =
        FakeGateway.start(TlsGateway.with(TestCertificates.EXPIRED_SERVER))) {
      assertThat(distrust(gateway, TestPki.trust()))
          .hasMessageContaining("its certificate has expired");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void anIdentityIsShownToAServiceThatAsks(String version) throws IOException {
    try (FakeGateway gateway = FakeGateway.start(certificateRequired(version));
        ServiceSocket socket = asClient(gateway, TestCertificates.CLIENT).connect("echo")) {
      ConnectScenario.echo(socket);
    }
  }

  private static TlsGateway certificateRequired(String version) {
    return TlsGateway.with(TestCertificates.SERVER).version(version).requiringClientCertificate();
  }

  private static AlpnmuxClient asClient(FakeGateway gateway, TestCertificate bundle)
      throws IOException {
    return TestPki.client(gateway).identity(TestPki.identity(bundle)).build();
  }

  @Test
  void inTls13AMissingCertificateIsRefusedAtTheFirstRead() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(certificateRequired(TlsGateway.TLS_1_3));
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      assertLateRefusal(socket);
    }
  }

  @Test
  void inTls13AnUntrustedCertificateIsRefusedAtTheFirstRead() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(certificateRequired(TlsGateway.TLS_1_3));
        ServiceSocket socket =
            asClient(gateway, TestCertificates.UNTRUSTED_CLIENT).connect("echo")) {
      assertLateRefusal(socket);
    }
  }

  private static void assertLateRefusal(ServiceSocket socket) throws IOException {
    ClientCertificateException refusal =
        catchThrowableOfType(
            ClientCertificateException.class, () -> socket.getInputStream().read());

    assertThat(refusal.phase()).isEqualTo(Phase.OPEN);
    assertThat(refusal.service()).isEqualTo("echo");
    assertThat(refusal.attempts()).hasSize(1);
    // JDK 17 and 25 send different alerts; both name one that is about certificates.
    assertThat(refusal.alert()).isPresent();
  }

  @Test
  void afterALateRefusalWritesAreRefusedTheSameWay() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(certificateRequired(TlsGateway.TLS_1_3));
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      assertThatThrownBy(in::read).isInstanceOf(ClientCertificateException.class);

      assertThatThrownBy(() -> out.write(1)).isInstanceOf(ClientCertificateException.class);
    }
  }

  @Test
  void whenAWriteFailsFirstTheReadStillTellsWhy() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(certificateRequired(TlsGateway.TLS_1_3));
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      assertThatThrownBy(() -> writeForEver(socket)).isInstanceOf(IOException.class);

      assertLateRefusal(socket);
    }
  }

  private static void writeForEver(ServiceSocket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    while (true) {
      out.write(new byte[1024]);
    }
  }

  @Test
  void inTls12AMissingCertificateFailsTheHandshake() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(certificateRequired(TlsGateway.TLS_1_2))) {
      ClientCertificateException refusal =
          catchThrowableOfType(
              ClientCertificateException.class,
              () -> TestPki.client(gateway).build().connect("echo"));

      assertThat(refusal.phase()).isEqualTo(Phase.TLS);
      assertThat(refusal.alert()).isPresent();
      assertThat(refusal).hasMessageContaining("certificate");
    }
  }

  @Test
  void aResetAfterTheHandshakeIsNoRefusalOfTheCertificate() throws IOException {
    TlsGateway resetting = certificateRequired(TlsGateway.TLS_1_3).service(TlsGateway.RESET);
    try (FakeGateway gateway = FakeGateway.start(resetting);
        ServiceSocket socket = asClient(gateway, TestCertificates.CLIENT).connect("echo")) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(AlpnmuxException.class);
    }
  }
}
