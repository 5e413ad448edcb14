package dev.alpnmux.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** HiveMQ's client, which takes no factory, through {@code alpnmux forward}. */
@EnabledIf(
    value = "dev.alpnmux.drivers.MosquittoBroker#isInstalled",
    disabledReason = "mosquitto is not installed")
class HiveMqScenario {
  private static final Recipe RECIPE = Recipe.of("MQTT: HiveMQ, and whatever takes no factory");

  @TempDir private Path folder;
  private MosquittoBroker broker;

  @BeforeEach
  void brokerServes() throws Exception {
    broker = MosquittoBroker.start(folder);
  }

  @AfterEach
  void brokerEnds() {
    if (broker != null) {
      broker.close();
    }
  }

  // recipe: MQTT: HiveMQ, and whatever takes no factory
  static Mqtt5BlockingClient connected(int port) {
    Mqtt5BlockingClient mqtt =
        Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking();
    mqtt.connect();
    return mqtt;
  }

  // end

  /** Starts the command of the recipe, with a free port. */
  private CommandProcess forward(String service) throws IOException {
    String gateway = Recipe.address(broker.gateway());
    return CommandProcess.start(
        Stream.of(RECIPE.command())
            .map(argument -> argument.replace("mqtt=1883", service + "=0"))
            .map(argument -> argument.replace("gw.example:443", gateway))
            .map(argument -> argument.replace("ca.pem", Recipe.authority().toString()))
            .toArray(String[]::new));
  }

  /** Reads the port from what the command prints. */
  private static int port(CommandProcess forward) throws IOException {
    String line = forward.lines().readLine();
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  @Test
  void aMessageArrives() throws Exception {
    try (CommandProcess forward = forward("mqtt")) {
      Mqtt5BlockingClient mqtt = connected(port(forward));
      try (Mqtt5BlockingClient.Mqtt5Publishes messages =
          mqtt.publishes(MqttGlobalPublishFilter.ALL)) {
        mqtt.subscribeWith().topicFilter("greetings").send();
        mqtt.publishWith().topic("greetings").payload("hello".getBytes(UTF_8)).send();
        Mqtt5Publish message =
            messages.receive(RunningGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS).orElseThrow();
        assertThat(new String(message.getPayloadAsBytes(), UTF_8)).isEqualTo("hello");
      }
      mqtt.disconnect();
    }
  }

  @Test
  void aServiceThatIsNotThereEndsTheConnection() throws Exception {
    try (CommandProcess forward = forward("amqp")) {
      int port = port(forward);
      assertThatThrownBy(() -> connected(port)).isInstanceOf(ConnectionClosedException.class);
      assertThat(broker.gateway().events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
    }
  }
}
