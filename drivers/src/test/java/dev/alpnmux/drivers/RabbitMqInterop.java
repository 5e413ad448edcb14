package dev.alpnmux.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MalformedFrameException;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.UpstreamPeer;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** RabbitMQ's client with a broker that speaks another version of AMQP. */
class RabbitMqInterop {
  private static final Recipe RECIPE = Recipe.of("AMQP: the RabbitMQ client");
  private static final String AMQP_0_9_1 = "AMQP\0\0\11\1";
  private static final String AMQP_1_0 = "AMQP\0\1\0\0";

  // recipe: AMQP: the RabbitMQ client
  static Connection connected(AlpnmuxClient client, String service)
      throws IOException, TimeoutException {
    ConnectionFactory amqp = new ConnectionFactory();
    amqp.setSocketFactory(client.socketFactory(service));
    amqp.setHost("localhost");
    return amqp.newConnection();
  }

  // end

  /** A broker answers a version that it does not speak with its own, and closes. */
  private static String header(UpstreamPeer peer) throws IOException {
    byte[] header = peer.input().readNBytes(AMQP_0_9_1.length());
    peer.output().write(AMQP_1_0.getBytes(ISO_8859_1));
    peer.endOutput();
    return new String(header, ISO_8859_1);
  }

  @Test
  void theHeadersOfTheProtocolGoBothWays() throws Exception {
    try (ScriptedUpstream<String> broker = ScriptedUpstream.tcp(RabbitMqInterop::header);
        RunningGateway gateway =
            RunningGateway.serving(
                TlsEngine.NATIVE, "'amqp':{'upstreams':['" + broker.address() + "']}")) {
      AlpnmuxClient client = Recipe.client(gateway);
      assertThatThrownBy(() -> connected(client, "amqp"))
          .rootCause()
          .isInstanceOf(MalformedFrameException.class)
          .hasMessageContaining("server sent signature 0,1,0,0");
      assertThat(broker.result()).isEqualTo(AMQP_0_9_1);
    }
  }

  @Test
  void aServiceThatIsNotThereIsThrown() throws IOException {
    try (RunningGateway gateway =
        RunningGateway.serving(TlsEngine.NATIVE, "'echo':{'builtin':'echo'}")) {
      AlpnmuxClient client = Recipe.client(gateway);
      RECIPE.assertRefusal(
          catchThrowable(() -> connected(client, "amqp")), Recipe.address(gateway));
    }
  }
}
