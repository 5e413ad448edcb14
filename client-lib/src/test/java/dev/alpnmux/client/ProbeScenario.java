package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a service can be reached, and why not. */
@Timeout(60)
class ProbeScenario {
  /** Waits for a client that never speaks. */
  private static final TlsGateway.Service SILENT = (tls, below) -> FakeGateway.drain(below);

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void aServiceThatIsThereIsReachable(String version) throws IOException {
    TlsGateway serving = TlsGateway.with(TestCertificates.SERVER).version(version);
    try (FakeGateway gateway = FakeGateway.start(serving)) {
      ServiceProbe probe = TestPki.client(gateway).build().probe("echo");
      assertThat(probe.isReachable()).isTrue();
      assertThat(probe.service()).isEqualTo("echo");
      assertThat(probe.gateway()).isEqualTo(GatewayAddress.parse(gateway.address()));
      assertThat(probe.timings()).isPresent();
      assertThat(probe.certificates()).first().isEqualTo(TestCertificates.SERVER.certificate());
    }
  }

  @Test
  void aServiceThatIsNotThereIsToldWithItsAlert() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      ServiceProbe probe = TestPki.client(gateway).build().probe("nope");
      assertThat(probe.isReachable()).isFalse();
      assertThat(probe.refusal().orElseThrow())
          .isInstanceOf(NoSuchServiceException.class)
          .extracting(AlpnmuxException::alert)
          .isEqualTo(OptionalInt.of(120));
      assertThat(probe.certificates()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void aMissingCertificateIsToldThoughTls13SaysSoLate(String version) throws IOException {
    TlsGateway strict =
        TlsGateway.with(TestCertificates.SERVER).version(version).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(strict)) {
      ServiceProbe probe = TestPki.client(gateway).build().probe("echo");
      assertThat(probe.refusal().orElseThrow()).isInstanceOf(ClientCertificateException.class);
      assertThat(probe.timings()).isEmpty();
    }
  }

  @Test
  void aServiceThatAcceptsTheCertificateAndStaysSilentIsReachable() throws IOException {
    TlsGateway silent =
        TlsGateway.with(TestCertificates.SERVER).requiringClientCertificate().service(SILENT);
    try (FakeGateway gateway = FakeGateway.start(silent)) {
      AlpnmuxClient client =
          TestPki.client(gateway).identity(TestPki.identity(TestCertificates.CLIENT)).build();
      assertThat(client.probe("echo").isReachable()).isTrue();
    }
  }

  @Test
  void aConnectionThatBreaksAfterTheCertificateIsNoReachableService() throws IOException {
    TlsGateway resetting =
        TlsGateway.with(TestCertificates.SERVER)
            .requiringClientCertificate()
            .service(TlsGateway.RESET);
    try (FakeGateway gateway = FakeGateway.start(resetting)) {
      AlpnmuxClient client =
          TestPki.client(gateway).identity(TestPki.identity(TestCertificates.CLIENT)).build();
      AlpnmuxException refusal = client.probe("echo").refusal().orElseThrow();
      assertThat(refusal).isInstanceOf(GatewayUnavailableException.class);
      assertThat(refusal.phase()).isEqualTo(Phase.OPEN);
    }
  }

  @Test
  void whatIsNoIdIsNotProbed() {
    AlpnmuxClient client = AlpnmuxClient.newBuilder().gateway("localhost:1").build();
    assertThatIllegalArgumentException().isThrownBy(() -> client.probe(""));
  }
}
