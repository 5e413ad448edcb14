package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS sessions are resumed for the same service, and never for another. */
@Timeout(60)
class SessionScenario {
  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void aSessionOfOneServiceIsNeverResumedForAnother(String version) throws IOException {
    TlsGateway tls = TlsGateway.with(TestPki.SERVER).version(version);
    try (FakeGateway gateway = FakeGateway.start(tls)) {
      AlpnmuxClient client = gateway.client().build();
      visit(client, "a");
      int afterFirst = tls.certificateUses.get();

      visit(client, "a");
      assertThat(tls.certificateUses).as("the same service resumes").hasValue(afterFirst);

      visit(client, "b");
      assertThat(tls.certificateUses).as("another one does not").hasValueGreaterThan(afterFirst);
    }
  }

  private static void visit(AlpnmuxClient client, String service) throws IOException {
    try (ServiceSocket socket = client.connect(service)) {
      ConnectScenario.echo(socket);
    }
  }
}
