package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

/** The factory as drivers make it: from a string, or from properties. */
@Timeout(60)
class ServiceSocketFactoryTest {
  @TempDir private Path folder;

  private Path authorities() throws IOException {
    return Files.writeString(folder.resolve("test ca+1.pem"), TestCertificates.CA.certificatePem());
  }

  private static FakeGateway echo() throws IOException {
    return FakeGateway.start(TlsGateway.with(TestCertificates.SERVER));
  }

  private static void assertConnects(SocketFactory factory, String service) throws IOException {
    try (Socket socket = factory.createSocket()) {
      socket.connect(null, 0);
      ConnectScenario.echo((ServiceSocket) socket);
      assertThat(((ServiceSocket) socket).service()).isEqualTo(service);
    }
  }

  private static Properties properties(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  @Test
  void aStringHoldsEverything() throws IOException {
    try (FakeGateway gateway = echo()) {
      String trust = authorities().toString().replace(" ", "%20");

      assertConnects(
          new ServiceSocketFactory(
              "alpnmux://127.0.0.1:%d,%s/orders/2?trust=%s&serverName=gw.test&connectTimeout=5s"
                  .formatted(gateway.port(), gateway.address(), trust)),
          "orders/2");
    }
  }

  @Test
  void aPinKeepsItsPlusSigns() throws IOException {
    try (FakeGateway gateway = echo()) {
      String pins = "sha256/++++++++++++++++++++++++++++++++++++++++++8=,";

      assertConnects(
          new ServiceSocketFactory(
              "alpnmux://%s/echo?pin=%s"
                  .formatted(gateway.address(), pins + TestPki.pinOf(TestCertificates.SERVER))),
          "echo");
    }
  }

  @Test
  void theEscapesOfAnIdStandInTheUrlAsTheyAre() throws IOException {
    try (FakeGateway gateway = echo()) {
      assertConnects(
          new ServiceSocketFactory(
              "alpnmux://%s/caf%%C3%%A9%%3F?pin=%s"
                  .formatted(gateway.address(), TestPki.pinOf(TestCertificates.SERVER))),
          "caf%C3%A9?");
    }
  }

  @Test
  void propertiesHoldEverything() throws IOException {
    try (FakeGateway gateway = echo()) {
      Properties defaults =
          properties("alpnmuxGateway", gateway.address(), "alpnmuxService", "postgresql");
      Properties properties = new Properties(defaults);
      properties.setProperty("user", "postgres");
      properties.setProperty("alpnmuxTrust", authorities().toString());
      properties.setProperty("alpnmuxServerName", "gw.test");

      assertConnects(new ServiceSocketFactory(properties), "postgresql");
    }
  }

  @Test
  void theArgumentMayStandAmongTheProperties() throws IOException {
    try (FakeGateway gateway = echo()) {
      assertConnects(
          new ServiceSocketFactory(
              properties(
                  "socketFactoryArg",
                  "alpnmux://" + gateway.address() + "/db",
                  "alpnmuxTrust",
                  authorities().toString())),
          "db");
    }
  }

  @Test
  void anIdentityIsReadFromItsFiles() throws Exception {
    TlsGateway asking = TlsGateway.with(TestCertificates.SERVER).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(asking)) {
      assertConnects(
          new ServiceSocketFactory(
              properties(
                  "alpnmuxGateway", gateway.address(),
                  "alpnmuxService", "db",
                  "alpnmuxTrust", authorities().toString(),
                  "alpnmuxCert", TestCertificates.CLIENT.certificateFile().toString(),
                  "alpnmuxKey", TestCertificates.CLIENT.keyFile().toString())),
          "db");
    }
  }

  @Test
  void theHostIsTheServiceWhereNoneIsConfigured() throws IOException {
    try (FakeGateway gateway = echo()) {
      ServiceSocketFactory factory = byHost(gateway);
      try (ServiceSocket socket = factory.createSocket()) {
        socket.connect(InetSocketAddress.createUnresolved("orders", 5432), 0);
        assertThat(socket.service()).isEqualTo("orders");
      }
      try (ServiceSocket socket = factory.createSocket("mail", 25)) {
        assertThat(socket.service()).isEqualTo("mail");
      }
    }
  }

  private static ServiceSocketFactory byHost(FakeGateway gateway) {
    return new ServiceSocketFactory(
        "alpnmux://" + gateway.address() + "?pin=" + TestPki.pinOf(TestCertificates.SERVER));
  }

  @Test
  void aConfiguredServiceWinsOverTheHost() throws IOException {
    try (FakeGateway gateway = echo()) {
      String url =
          "alpnmux://" + gateway.address() + "/db?pin=" + TestPki.pinOf(TestCertificates.SERVER);
      try (ServiceSocket socket = new ServiceSocketFactory(url).createSocket("orders", 5432)) {
        assertThat(socket.service()).isEqualTo("db");
      }
    }
  }

  static Stream<SocketAddress> addresses() {
    return Stream.of(
        InetSocketAddress.createUnresolved("10.0.0.1", 5432),
        InetSocketAddress.createUnresolved("10.1", 5432),
        InetSocketAddress.createUnresolved("::1", 5432),
        InetSocketAddress.createUnresolved("%zz", 5432),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 5432));
  }

  @ParameterizedTest
  @NullSource
  @MethodSource("addresses")
  void anAddressIsNeverAService(@Nullable SocketAddress address) throws IOException {
    try (FakeGateway gateway = echo();
        ServiceSocket socket = byHost(gateway).createSocket()) {
      String host = address == null ? "no host" : ((InetSocketAddress) address).getHostString();
      assertThatThrownBy(() -> socket.connect(address, 0))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("service")
          .hasMessageContaining(host);
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://gw.example:443/db                           | expected alpnmux://HOST:PORT/SERVICE",
        "alpnmux://gw.example:443/                          | expected alpnmux://HOST:PORT/SERVICE",
        "alpnmux://gw.example:443/db?trust                  | expected KEY=VALUE",
        "alpnmux://gw.example:443/db?tust=ca.pem            | unknown setting \"tust\"",
        "alpnmux://gw.example:443/db?trust=a&trust=b        | \"trust\" is given twice",
        "alpnmux://gw.example:443/db?service=x              | \"service\" is given twice",
        "alpnmux://gw.example:443/db?trust=absent.pem       | absent.pem",
        "alpnmux://gw.example:443/db?trust=a&pin=b          | not both",
        "alpnmux://gw.example:443/db?pin=sha256/AAAA        | sha256/BASE64 with 32 octets",
        "alpnmux://gw.example:443/db?cert=a.pem             | \"key\" is missing",
        "alpnmux://gw.example:443/db?connectTimeout=5       | 250ms, 5s or 1m",
        "alpnmux://gw.example:443/db?connectTimeout=0s      | positive",
        "alpnmux://gw.example:443/db?connectTimeout=1441m   | at most a day",
        "alpnmux://gw.example/db                            | host:port",
        "alpnmux://gw.example:443/%zz                       | hexadecimal",
      })
  void aWrongStringIsRefusedWithItsReason(String url, String reason) {
    assertThatThrownBy(() -> new ServiceSocketFactory(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void wrongPropertiesAreRefusedByTheirNames() {
    assertThatThrownBy(
            () -> new ServiceSocketFactory(properties("alpnmuxGatway", "gw.example:443")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alpnmuxGatway");
    assertThatThrownBy(() -> new ServiceSocketFactory(properties("alpnmuxService", "postgresql")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"gateway\" is missing");
  }
}
