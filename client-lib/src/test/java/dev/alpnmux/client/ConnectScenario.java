package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out on the wire, and what comes back when all is well. */
@Timeout(60)
class ConnectScenario {
  private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);

  static void echo(Socket socket) throws IOException {
    socket.getOutputStream().write(PING);
    assertThat(socket.getInputStream().readNBytes(PING.length)).isEqualTo(PING);
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void bytesGoToTheServiceAndBack(String version) throws IOException {
    try (FakeGateway gateway =
            FakeGateway.start(TlsGateway.with(TestCertificates.SERVER).version(version));
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      echo(socket);

      assertThat(socket.service()).isEqualTo("echo");
      assertThat(socket.gateway()).isEqualTo(GatewayAddress.parse(gateway.address()));
      assertThat(socket.tls().getProtocol()).isEqualTo(version);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void theAcknowledgedServiceIsToldOfSeveral() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER));
        ServiceSocket socket =
            TestPki.client(gateway).build().connect(List.of("orders/2", "orders/1"))) {
      assertThat(socket.service()).isEqualTo("orders/2");
    }
  }

  @Test
  void theIdsGoOutOctetForOctetAndInOrder() throws Exception {
    List<String> written = List.of("b", "a", "caf%C3%A9", "日本", "%00%FF", "A");
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      assertThatThrownBy(() -> TestPki.client(gateway).build().connect(written))
          .isInstanceOf(NoSuchServiceException.class)
          .hasMessageContaining("b, a, caf%C3%A9, %E6%97%A5%E6%9C%AC, %00%FF, A");

      assertThat(gateway.nextHello().protocols().orElseThrow())
          .containsExactlyElementsOf(written.stream().map(ApplicationProtocol::parse).toList());
    }
  }

  @Test
  void anIdBeyondAsciiIsAcknowledged() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER));
        ServiceSocket socket = TestPki.client(gateway).build().connect("日本")) {
      assertThat(socket.service()).isEqualTo("%E6%97%A5%E6%9C%AC");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "%zz"})
  void whatIsNoIdIsRefusedBeforeAnythingIsSent(String service) throws IOException {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.STALL)) {
      AlpnmuxClient client = TestPki.client(gateway).build();

      assertThatThrownBy(() -> client.connect(service))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(gateway.accepted()).isZero();
    }
  }

  @Test
  void noServiceAndTheSameServiceTwiceAreNoQuestion() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.STALL)) {
      AlpnmuxClient client = TestPki.client(gateway).build();

      assertThatThrownBy(() -> client.connect(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> client.connect(List.of("a", "%61")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aNameWithoutADotIsSentToo() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      assertThatThrownBy(() -> TestPki.client(gateway).build().connect("x"))
          .isInstanceOf(NoSuchServiceException.class);

      assertThat(gateway.nextHello().serverName()).hasValue("localhost");
    }
  }

  @Test
  void theServerNameReplacesTheGatewaysHost() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      assertThatThrownBy(() -> TestPki.client(gateway).serverName("GW.test").build().connect("x"))
          .isInstanceOf(NoSuchServiceException.class);

      assertThat(gateway.nextHello().serverName()).hasValue("gw.test");
    }
  }

  @Test
  void forAnIpAddressNoNameIsSentAndTheAddressIsVerified() throws Exception {
    try (FakeGateway raw = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE);
        FakeGateway tls = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER))) {
      AlpnmuxClient client = byAddress(raw);
      assertThatThrownBy(() -> client.connect("x")).isInstanceOf(NoSuchServiceException.class);
      assertThat(raw.nextHello().serverName()).isEmpty();

      try (ServiceSocket socket = byAddress(tls).connect("echo")) {
        echo(socket);
      }
    }
  }

  private static AlpnmuxClient byAddress(FakeGateway gateway) {
    return AlpnmuxClient.newBuilder()
        .gateway("127.0.0.1:" + gateway.port())
        .trust(TestPki.trust())
        .build();
  }

  @Test
  void onlyTls12And13AreOffered() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      assertThatThrownBy(() -> TestPki.client(gateway).build().connect("x"))
          .isInstanceOf(NoSuchServiceException.class);

      assertThat(gateway.nextHello().versions()).containsExactly(0x0304, 0x0303);
    }
  }
}
