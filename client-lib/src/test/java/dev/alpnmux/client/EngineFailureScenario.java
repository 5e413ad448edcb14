package dev.alpnmux.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A library with its own I/O gets the exact exception as the cause of the one that it expects. */
@Timeout(60)
class EngineFailureScenario {
  private static SSLException failure(FakeGateway.Behaviour behaviour) throws IOException {
    try (FakeGateway gateway = FakeGateway.start(behaviour);
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      SSLEngine engine = engine(gateway);
      return catchThrowableOfType(SSLException.class, () -> EngineHandshake.over(raw, engine));
    }
  }

  private static SSLEngine engine(FakeGateway gateway) {
    return TestPki.client(gateway)
        .build()
        .sslContext("echo")
        .createSSLEngine("elsewhere.test", gateway.port());
  }

  static Stream<Arguments> failures() {
    TlsGateway silent = TlsGateway.with(TestCertificates.SERVER).withoutAcknowledgement();
    return Stream.of(
        Arguments.of(Misbehaviour.UNKNOWN_SERVICE, NoSuchServiceException.class, 120),
        Arguments.of(Misbehaviour.UNKNOWN_SERVER_NAME, ServerNameRefusedException.class, 112),
        Arguments.of(Misbehaviour.NO_SERVER_NAME, ServerNameRefusedException.class, 109),
        Arguments.of(Misbehaviour.UPSTREAM_UNAVAILABLE, UpstreamUnavailableException.class, 80),
        Arguments.of(Misbehaviour.OLD_VERSION, GatewayUnavailableException.class, 70),
        Arguments.of(Misbehaviour.ACCESS_DENIED, ClientCertificateException.class, 49),
        Arguments.of(Misbehaviour.UNNAMED_ALERT, GatewayUnavailableException.class, 121),
        Arguments.of(Misbehaviour.GARBAGE, GatewayUnavailableException.class, -1),
        Arguments.of(silent, ServiceNotAcknowledgedException.class, -1),
        Arguments.of(
            TlsGateway.with(TestCertificates.UNTRUSTED), GatewayIdentityException.class, -1));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anAlertIsTheExceptionOfItsNumber(
      FakeGateway.Behaviour behaviour, Class<? extends Throwable> kind, int alert)
      throws IOException {
    SSLException failure = failure(behaviour);
    assertThat(failure).hasCauseInstanceOf(kind);
    AlpnmuxException known = (AlpnmuxException) requireNonNull(failure.getCause());
    assertThat(known.alert().orElse(-1)).isEqualTo(alert);
    assertThat(known.service()).isEqualTo("echo");
    assertThat(known.phase()).isEqualTo(Phase.TLS);
    assertThat(known.attempts()).hasSize(1);
    assertThat(failure).hasMessage(known.getMessage());
  }

  @Test
  void itNamesTheGatewayWhosePortTheEngineWasMadeFor() throws IOException {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE);
        FakeGateway second = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE);
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), second.port())) {
      SSLEngine engine =
          TestPki.client(first)
              .gateway(second.address())
              .build()
              .sslContext("echo")
              .createSSLEngine("localhost", second.port());
      assertThat(catchThrowableOfType(SSLException.class, () -> EngineHandshake.over(raw, engine)))
          .hasMessageContaining(second.address());
    }
  }
}
