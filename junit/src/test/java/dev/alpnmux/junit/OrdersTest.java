package dev.alpnmux.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.client.Trust;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The test in the README, between the two marks, as it is compiled and run. */
class OrdersTest {
  // begin
  @RegisterExtension
  static final GatewayExtension gateway =
      new GatewayExtension()
          .withService("orders", socket -> socket.getOutputStream().write("42".getBytes(UTF_8)))
          .withUpstream("redis", "127.0.0.1:6379");

  @Test
  void theServiceIsReachedByName() throws IOException {
    try (ServiceSocket orders = gateway.client().connect("orders")) {
      assertThat(orders.getInputStream().readAllBytes()).asString().isEqualTo("42");
    }
  }

  @Test
  void aRefusalIsNotTriedAgain() throws IOException {
    try (FakeGateway refusing = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      Trust trust = Trust.pem(refusing.authority());
      AlpnmuxClient client =
          AlpnmuxClient.newBuilder().gateway(refusing.address()).trust(trust).build();
      assertThatThrownBy(() -> client.connect("orders")).isInstanceOf(NoSuchServiceException.class);
      assertThat(refusing.hellos()).hasSize(1);
    }
  }
  // end
}
