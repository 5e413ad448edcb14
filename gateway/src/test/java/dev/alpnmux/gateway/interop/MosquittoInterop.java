package dev.alpnmux.gateway.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code mosquitto_pub} and {@code mosquitto_sub}, and a broker that speaks no TLS. */
@EnabledIf(
    value = "programsAreInstalled",
    disabledReason = "mosquitto, mosquitto_pub or mosquitto_sub is not installed")
class MosquittoInterop {
  private static final byte[] PAYLOAD = new byte[1024 * 1024];

  @TempDir private static Path folder;
  private static Program broker;

  static boolean programsAreInstalled() {
    return Program.areInstalled("mosquitto", "mosquitto_pub", "mosquitto_sub");
  }

  @BeforeAll
  static void brokerServes() throws Exception {
    new Random(1).nextBytes(PAYLOAD);
    Files.write(folder.resolve("payload"), PAYLOAD);
    Path configuration =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            """
            listener 0 %s
            allow_anonymous true
            user root
            """
                .formatted(folder.resolve("mqtt.sock")));
    broker = Program.start("mosquitto", "-c", configuration, "-v");
    broker.awaitOutput(" running");
  }

  @AfterAll
  static void brokerEnds() {
    if (broker != null) {
      broker.close();
    }
  }

  private static RunningGateway serving(TlsEngine engine) {
    return RunningGateway.serving(
        engine, "'mqtt':{'upstreams':['unix:" + folder.resolve("mqtt.sock") + "']}");
  }

  private static Program client(
      String name, RunningGateway gateway, String protocol, Object... arguments)
      throws IOException {
    Stream<Object> common =
        Stream.of(
            "-h",
            "localhost",
            "-p",
            gateway.address().getPort(),
            "--cafile",
            TestCertificates.FOLDER.resolve("ca.pem"),
            "--tls-alpn",
            protocol,
            "-t",
            "payloads",
            "-q",
            "1");
    return Program.start(name, Stream.concat(common, Stream.of(arguments)).toArray());
  }

  @ParameterizedTest
  @EnumSource
  void aMessageOfOneMebibyteArrivesIntact(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = serving(engine)) {
      try (Program publisher =
          client("mosquitto_pub", gateway, "mqtt", "-r", "-f", folder.resolve("payload"))) {
        publisher.succeed();
      }
      try (Program subscriber = client("mosquitto_sub", gateway, "mqtt", "-C", "1", "-N")) {
        assertThat(subscriber.succeed().getBytes(ISO_8859_1)).isEqualTo(PAYLOAD);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdThatIsNoServiceIsRefused(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = serving(engine);
        Program publisher = client("mosquitto_pub", gateway, "amqp", "-m", "lost")) {
      publisher.fail();
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
    }
  }
}
