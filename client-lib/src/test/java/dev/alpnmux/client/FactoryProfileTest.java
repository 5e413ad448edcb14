package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.testkit.FakeGateway;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A factory that a driver builds from a profile; the build says where profiles are. */
@Timeout(60)
class FactoryProfileTest {
  private final Path file =
      Path.of(System.getenv().getOrDefault("ALPNMUX_PROFILES", "target/profiles"))
          .resolve("factory.properties");

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(file.resolveSibling(""));
  }

  @AfterEach
  void removeProfile() throws IOException {
    Files.deleteIfExists(file);
  }

  private static void assertConnects(ServiceSocketFactory factory) throws IOException {
    try (Socket socket = factory.createSocket()) {
      socket.connect(null, 0);
      assertThat(((ServiceSocket) socket).service()).isEqualTo("orders");
    }
  }

  @Test
  void aProfileHoldsWhatIsNotGiven() throws IOException {
    try (FakeGateway gateway = FakeGateway.serving("orders")) {
      Files.writeString(
          file, "gateway=%s\ntrust=%s\n".formatted(gateway.address(), gateway.authority()));
      Properties properties = new Properties();
      properties.setProperty("alpnmuxProfile", "factory");
      properties.setProperty("alpnmuxService", "orders");

      assertConnects(new ServiceSocketFactory(properties));
      assertConnects(new ServiceSocketFactory("alpnmux:///orders?profile=factory"));
    }
  }

  @Test
  void whatIsGivenComesBeforeTheProfile() throws IOException {
    try (FakeGateway gateway = FakeGateway.serving("orders")) {
      Files.writeString(
          file,
          "gateway=localhost:1\nserverName=wrong.test\ntrust=%s\n".formatted(gateway.authority()));

      assertConnects(
          new ServiceSocketFactory(
              "alpnmux://%s/orders?profile=factory&serverName=localhost"
                  .formatted(gateway.address())));
    }
  }

  @Test
  void aProfileThatIsNotThereIsToldWithItsFile() {
    assertThatThrownBy(() -> new ServiceSocketFactory("alpnmux:///orders?profile=factory"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": there is no such profile");
  }

  @Test
  void withoutAProfileAGatewayIsMissing() {
    assertThatThrownBy(() -> new ServiceSocketFactory("alpnmux:///orders"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the setting \"gateway\" is missing");
  }
}
