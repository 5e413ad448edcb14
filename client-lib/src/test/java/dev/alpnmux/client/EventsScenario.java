package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listener hears of connects and connections. */
@Timeout(60)
class EventsScenario {
  private static final TlsGateway SERVING = TlsGateway.with(TestCertificates.SERVER);

  private final RecordedEvents events = new RecordedEvents();

  @Test
  void aConnectionIsToldFromItsStartToItsClose() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(SERVING)) {
      try (ServiceSocket socket = TestPki.client(gateway).events(events).build().connect("echo")) {
        socket.getOutputStream().write(new byte[1000]);
        assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
      }
      assertThat(events.heard())
          .containsExactly(
              "connectStarted echo", "lookupEnded", "attemptStarted", "connected", "closed");
      assertThat(events.dials()).hasSize(1);
      assertThat(events.traffic.bytesRead()).isEqualTo(1000);
      assertThat(events.traffic.bytesWritten()).isEqualTo(1000);
    }
  }

  @Test
  void aRefusalEndsTheConnect() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      AlpnmuxClient client = TestPki.client(gateway).events(events).build();
      assertThat(catchThrowableOfType(IOException.class, () -> client.connect("nope")))
          .isInstanceOf(NoSuchServiceException.class);
      assertThat(events.heard())
          .containsExactly(
              "connectStarted nope",
              "lookupEnded",
              "attemptStarted",
              "attemptFailed TLS",
              "connectFailed NoSuchServiceException");
    }
  }

  @Test
  void everyTryIsToldBeforeTheOneThatWorks() throws IOException {
    try (FakeGateway broken = FakeGateway.start(Misbehaviour.CLOSE_AT_ONCE);
        FakeGateway serving = FakeGateway.start(SERVING);
        ServiceSocket socket =
            TestPki.client(broken)
                .gateway(serving.address())
                .events(events)
                .build()
                .connect("echo")) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(events.heard())
          .contains("attemptFailed TLS")
          .endsWith("lookupEnded", "attemptStarted", "connected")
          .doesNotContain("closed");
    }
  }

  @Test
  void aNameThatIsUnknownIsAFailedTry() {
    AlpnmuxClient client =
        AlpnmuxClient.newBuilder()
            .gateway("gw.test:443")
            .lookup(
                host -> {
                  throw new UnknownHostException(host);
                })
            .events(events)
            .build();
    assertThat(catchThrowableOfType(IOException.class, () -> client.connect("echo"))).isNotNull();
    assertThat(events.heard())
        .containsExactly(
            "connectStarted echo",
            "attemptFailed DNS",
            "connectFailed GatewayUnavailableException");
  }

  @Test
  void aConnectThatItsCallerEndsHasFailedWithoutATry() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(SERVING)) {
      CompletableFuture<ServiceSocket> connecting = new CompletableFuture<>();
      AlpnmuxClient client =
          TestPki.client(gateway)
              .events(events)
              .lookup(
                  host -> {
                    assertThatNoException().isThrownBy(() -> connecting.join().close());
                    throw new UnknownHostException(host);
                  })
              .build();
      connecting.complete(client.socketFactory("echo").createSocket());
      assertThat(catchThrowableOfType(IOException.class, () -> connecting.join().connect(null)))
          .hasMessageContaining("closed");
      assertThat(events.heard())
          .containsExactly("connectStarted echo", "connectFailed SocketException");
    }
  }

  @Test
  void aLateRefusalIsToldOnce() throws IOException {
    TlsGateway strict = TlsGateway.with(TestCertificates.SERVER).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(strict);
        ServiceSocket socket = TestPki.client(gateway).events(events).build().connect("echo")) {
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::read).isInstanceOf(ClientCertificateException.class);
      assertThatThrownBy(in::read).isInstanceOf(ClientCertificateException.class);
      assertThat(events.heard()).containsOnlyOnce("refusedLate");
    }
  }

  @Test
  void aListenerThatThrowsHarmsNothing() throws IOException {
    ClientEvents faulty =
        new ClientEvents() {
          @Override
          public void connected(Dial dial, GatewayAddress gateway, Timings timings) {
            throw new IllegalStateException("a fault of the listener");
          }
        };
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        ServiceSocket socket = TestPki.client(gateway).events(faulty).build().connect("echo")) {
      ConnectScenario.echo(socket);
    }
  }

  @Test
  void theListenerGoesOverToAClientMadeOfThisOne() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        ServiceSocket socket =
            TestPki.client(gateway).events(events).build().toBuilder().build().connect("echo")) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(events.heard()).contains("connected");
    }
  }
}
