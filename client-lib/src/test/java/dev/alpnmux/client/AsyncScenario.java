package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connects that do not block, clients made of clients, and what a connect took. */
@Timeout(60)
class AsyncScenario {
  private static final TlsGateway SERVING = TlsGateway.with(TestCertificates.SERVER);

  @Test
  void aConnectCompletesWithTheSocket() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        ServiceSocket socket =
            TestPki.client(gateway).build().connectAsync("echo").get(20, TimeUnit.SECONDS)) {
      ConnectScenario.echo(socket);
      assertThat(socket.service()).isEqualTo("echo");
    }
  }

  @Test
  void aRefusalIsTheSameException() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      CompletableFuture<ServiceSocket> refused =
          TestPki.client(gateway).build().connectAsync("nope");
      assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(NoSuchServiceException.class);
    }
  }

  @Test
  void whatIsNoIdIsSaidAtOnce() {
    AlpnmuxClient client = AlpnmuxClient.newBuilder().gateway("localhost:1").build();
    assertThatThrownBy(() -> client.connectAsync("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCancelledConnectEndsAtOnceOnTheWire() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    FakeGateway.Behaviour stalling =
        (accepted, gateway) -> {
          gateway.readHello(accepted);
          waiting.countDown();
          try {
            accepted.getInputStream().read();
          } finally {
            left.countDown();
          }
        };
    try (FakeGateway gateway = FakeGateway.start(stalling)) {
      CompletableFuture<ServiceSocket> connect =
          TestPki.client(gateway).connectTimeout(Duration.ofHours(1)).build().connectAsync("echo");
      assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(connect.cancel(false)).isTrue();
      assertThat(left.await(20, TimeUnit.SECONDS)).as("the connection has ended").isTrue();
      assertThat(connect).isCancelled();
      assertThat(connect.cancel(false)).isTrue();
    }
  }

  @Test
  void aFutureThatIsCompletedOtherwiseLeavesNoConnection() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    FakeGateway.Behaviour watching =
        (accepted, gateway) -> {
          try {
            SERVING.serve(accepted, gateway);
          } finally {
            ended.countDown();
          }
        };
    try (FakeGateway gateway = FakeGateway.start(watching)) {
      CompletableFuture<ServiceSocket> connect =
          TestPki.client(gateway).build().connectAsync("echo");
      connect.completeExceptionally(new IOException("given up"));
      assertThat(ended.await(20, TimeUnit.SECONDS)).as("closed").isTrue();
    }
  }

  @Test
  void aClientOfAClientDiffersInWhatWasSet() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING)) {
      AlpnmuxClient client = TestPki.client(gateway).serverName("gw.test").build();
      try (ServiceSocket socket =
          client.toBuilder().serverName("localhost").build().connect("echo")) {
        ConnectScenario.echo(socket);
        assertThat(socket.tls().getPeerHost()).isEqualTo("localhost");
      }
      try (ServiceSocket socket = client.connect("echo")) {
        assertThat(socket.tls().getPeerHost()).isEqualTo("gw.test");
      }
    }
  }

  @Test
  void whatAConnectTookIsKept() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      assertThat(socket.timings().lookup()).isPositive();
      assertThat(socket.timings().tcp()).isPositive();
      assertThat(socket.timings().handshake()).isPositive();
      assertThatThrownBy(
              () -> TestPki.client(gateway).build().socketFactory("echo").createSocket().timings())
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
