package dev.alpnmux.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Paho with a real mosquitto. */
@EnabledIf(
    value = "dev.alpnmux.drivers.MosquittoBroker#isInstalled",
    disabledReason = "mosquitto is not installed")
class PahoInterop {
  private static final Recipe RECIPE = Recipe.of("MQTT: Paho");

  @TempDir private static Path folder;
  private static MosquittoBroker broker;

  @BeforeAll
  static void brokerServes() throws Exception {
    broker = MosquittoBroker.start(folder);
  }

  @AfterAll
  static void brokerEnds() {
    if (broker != null) {
      broker.close();
    }
  }

  // recipe: MQTT: Paho
  static MqttClient connected(AlpnmuxClient client, String service) throws MqttException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setSocketFactory(client.socketFactory(service));
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    MqttClient mqtt = new MqttClient("tcp://any.invalid", "sensor-1", new MemoryPersistence());
    mqtt.connect(options);
    return mqtt;
  }

  // end

  @Test
  void aMessageArrives() throws Exception {
    CompletableFuture<String> received = new CompletableFuture<>();
    try (MqttClient mqtt = connected(Recipe.client(broker.gateway()), "mqtt")) {
      mqtt.subscribe(
          "greetings",
          (topic, message) -> received.complete(new String(message.getPayload(), UTF_8)));
      mqtt.publish("greetings", "hello".getBytes(UTF_8), 1, false);
      assertThat(received.get(RunningGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo("hello");
      mqtt.disconnect();
    }
  }

  @Test
  void aServiceThatIsNotThereIsTheCause() throws IOException {
    AlpnmuxClient client = Recipe.client(broker.gateway());
    RECIPE.assertRefusal(
        catchThrowable(() -> connected(client, "amqp")), Recipe.address(broker.gateway()));
  }
}
