package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS sessions are resumed for the same service, and never for another. */
@Timeout(60)
class SessionScenario {
  private static final String MARK = "visited before";

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void aSessionIsResumedForItsServiceAndForNoOther(String version) throws IOException {
    TlsGateway tls = TlsGateway.with(TestCertificates.SERVER).version(version);
    try (FakeGateway gateway = FakeGateway.start(tls)) {
      AlpnmuxClient client = TestPki.client(gateway).build();

      assertThat(resumes(client, "a")).isFalse();
      assertThat(resumes(client, "a")).isTrue();
      assertThat(resumes(client, "b")).isFalse();
      assertThat(resumes(client, "a", "b")).isFalse();
    }
  }

  @Test
  void twoClientsShareNoSession() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER))) {
      assertThat(resumes(TestPki.client(gateway).build(), "a")).isFalse();
      assertThat(resumes(TestPki.client(gateway).build(), "a")).isFalse();
    }
  }

  /** A resumed session carries the values that were put on the one it comes from. */
  private static boolean resumes(AlpnmuxClient client, String... services) throws IOException {
    try (ServiceSocket socket = client.connect(List.of(services))) {
      boolean isResumed = socket.tls().getValue(MARK) != null;
      socket.tls().putValue(MARK, true);
      // In TLS 1.3 the tickets come with the first read.
      ConnectScenario.echo(socket);
      return isResumed;
    }
  }
}
