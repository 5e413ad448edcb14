package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which exception each answer of a gateway becomes. */
@Timeout(60)
class RefusalScenario {
  private static AlpnmuxException refusal(FakeGateway gateway) {
    return catchThrowableOfType(
        AlpnmuxException.class, () -> TestPki.client(gateway).build().connect("ordres").close());
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_SERVICE,      120, NoSuchServiceException,       false",
    "UNKNOWN_SERVER_NAME,  112, ServerNameRefusedException,   false",
    "NO_SERVER_NAME,       109, ServerNameRefusedException,   false",
    "ACCESS_DENIED,         49, ClientCertificateException,   false",
    "UPSTREAM_UNAVAILABLE,  80, UpstreamUnavailableException, true",
    "OLD_VERSION,           70, GatewayUnavailableException,  true",
    "HANDSHAKE_FAILURE,     40, GatewayUnavailableException,  true",
    "UNNAMED_ALERT,        121, GatewayUnavailableException,  true",
  })
  void eachAlertHasItsException(Misbehaviour answer, int alert, String exception, boolean retryable)
      throws IOException {
    try (FakeGateway gateway = FakeGateway.start(answer)) {
      AlpnmuxException refusal = refusal(gateway);

      assertThat(refusal.getClass().getSimpleName()).isEqualTo(exception);
      assertThat(refusal.alert()).hasValue(alert);
      assertThat(refusal.retryable()).isEqualTo(retryable);
      assertThat(refusal.phase()).isEqualTo(Phase.TLS);
      assertThat(refusal.service()).isEqualTo("ordres");
      assertThat(refusal.gateway()).isEqualTo(GatewayAddress.parse(gateway.address()));
      assertThat(refusal.attempts()).last().extracting("phase").isEqualTo(Phase.TLS);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSE_AT_ONCE", "RESET", "GARBAGE"})
  void aPeerThatIsNoGatewayIsUnavailable(Misbehaviour peer) throws IOException {
    try (FakeGateway gateway = FakeGateway.start(peer)) {
      AlpnmuxException refusal = refusal(gateway);

      assertThat(refusal).isInstanceOf(GatewayUnavailableException.class);
      assertThat(refusal.alert()).isEmpty();
      assertThat(refusal.phase()).isEqualTo(Phase.TLS);
    }
  }

  @Test
  void bytesThatAreNotTlsAreNamed() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.GARBAGE)) {
      assertThat(refusal(gateway)).hasMessageContaining("it does not speak TLS");
    }
  }

  @Test
  void theMessageSaysWhatWhereWhyAndWhatToDo() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      assertThat(refusal(gateway))
          .hasMessage(
              "no service \"ordres\" at %s (alert 120, no_application_protocol):"
                  + " check the service name",
              gateway.address());
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3", "TLSv1.2"})
  void aServerThatDoesNotAcknowledgeTheServiceIsRefused(String version) throws IOException {
    TlsGateway ignorant =
        TlsGateway.with(TestCertificates.SERVER).version(version).withoutAcknowledgement();
    try (FakeGateway gateway = FakeGateway.start(ignorant)) {
      assertThat(refusal(gateway))
          .isInstanceOf(ServiceNotAcknowledgedException.class)
          .hasMessageContaining("strips ALPN")
          .extracting(AlpnmuxException::retryable)
          .isEqualTo(false);
    }
  }

  @Test
  void aPortThatNobodyListensOnIsUnavailable() throws IOException {
    FakeGateway gateway = FakeGateway.start(Misbehaviour.STALL);
    gateway.close();

    AlpnmuxException refusal = refusal(gateway);

    assertThat(refusal).isInstanceOf(GatewayUnavailableException.class);
    assertThat(refusal.phase()).isEqualTo(Phase.TCP);
  }

  @Test
  void anUnknownHostIsUnavailable() {
    AlpnmuxException refusal =
        catchThrowableOfType(
            AlpnmuxException.class,
            () ->
                AlpnmuxClient.newBuilder()
                    .gateway("gw.invalid:443")
                    .trust(TestPki.trust())
                    .lookup(
                        host -> {
                          throw new java.net.UnknownHostException(host);
                        })
                    .build()
                    .connect("orders"));

    assertThat(refusal).isInstanceOf(GatewayUnavailableException.class);
    assertThat(refusal.phase()).isEqualTo(Phase.DNS);
    assertThat(refusal.attempts()).hasSize(1);
  }
}
