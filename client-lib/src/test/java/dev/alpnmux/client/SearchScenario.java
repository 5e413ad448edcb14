package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Attempt;
import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several gateways, several addresses, and one deadline over all of it. */
@Timeout(60)
class SearchScenario {
  private static final Duration SHORT = Duration.ofMillis(300);

  private static TlsGateway serving() {
    return TlsGateway.with(TestCertificates.SERVER);
  }

  private static AlpnmuxClient both(FakeGateway first, FakeGateway second) {
    return AlpnmuxClient.newBuilder()
        .gateways(first.address(), second.address())
        .trust(TestPki.trust())
        .build();
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSE_AT_ONCE", "RESET", "GARBAGE", "UPSTREAM_UNAVAILABLE", "OLD_VERSION"})
  void anOutageLeadsToTheNextGateway(Misbehaviour outage) throws IOException {
    try (FakeGateway first = FakeGateway.start(outage);
        FakeGateway second = FakeGateway.start(serving());
        ServiceSocket socket = both(first, second).connect("echo")) {
      assertThat(socket.gateway()).isEqualTo(GatewayAddress.parse(second.address()));
    }
  }

  @Test
  void aGatewayThatHasFailedIsNotTriedFirstAgain() throws IOException {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.CLOSE_AT_ONCE);
        FakeGateway second = FakeGateway.start(serving())) {
      AlpnmuxClient client = both(first, second);
      client.connect("echo").close();
      int before = first.accepted();
      client.connect("echo").close();
      assertThat(first.accepted()).isEqualTo(before);
    }
  }

  @Test
  void aGatewayWithoutTheServicesUpstreamStaysTheFirst() throws IOException {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.UPSTREAM_UNAVAILABLE);
        FakeGateway second = FakeGateway.start(serving())) {
      AlpnmuxClient client = both(first, second);
      client.connect("echo").close();
      int before = first.accepted();
      client.connect("other").close();
      assertThat(first.accepted()).isGreaterThan(before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNKNOWN_SERVICE", "UNKNOWN_SERVER_NAME", "ACCESS_DENIED"})
  void anAnswerEndsTheSearch(Misbehaviour answer) throws IOException {
    try (FakeGateway first = FakeGateway.start(answer);
        FakeGateway second = FakeGateway.start(serving())) {
      AlpnmuxException refusal =
          catchThrowableOfType(
              AlpnmuxException.class, () -> both(first, second).connect("echo").close());

      assertThat(refusal.retryable()).isFalse();
      assertThat(second.accepted()).isZero();
    }
  }

  @Test
  void anImpostorEndsTheSearch() throws IOException {
    try (FakeGateway first = FakeGateway.start(TlsGateway.with(TestCertificates.UNTRUSTED));
        FakeGateway second = FakeGateway.start(serving())) {
      assertThat(
              catchThrowableOfType(
                  GatewayIdentityException.class,
                  () -> both(first, second).connect("echo").close()))
          .isNotNull();
      assertThat(second.accepted()).isZero();
    }
  }

  @Test
  void everyTryIsListed() throws IOException {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.GARBAGE);
        FakeGateway second = FakeGateway.start(Misbehaviour.CLOSE_AT_ONCE)) {
      AlpnmuxException failure =
          catchThrowableOfType(
              GatewayUnavailableException.class, () -> both(first, second).connect("echo"));

      assertThat(failure.attempts())
          .filteredOn(attempt -> attempt.phase() == Phase.TLS)
          .extracting(Attempt::gateway)
          .containsExactly(
              GatewayAddress.parse(first.address()), GatewayAddress.parse(second.address()));
      assertThat(failure.getSuppressed()).hasSize(1);
    }
  }

  @Test
  void aKnownServiceWithoutItsUpstreamSaysMoreThanADeadGateway() throws IOException {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.UPSTREAM_UNAVAILABLE);
        FakeGateway second = FakeGateway.start(Misbehaviour.CLOSE_AT_ONCE)) {
      assertThat(
              catchThrowableOfType(
                  UpstreamUnavailableException.class, () -> both(first, second).connect("echo")))
          .isNotNull();
    }
  }

  @Test
  void allAddressesOfAGatewayAreTried() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(serving());
        ServiceSocket socket =
            TestPki.client(gateway)
                .lookup(host -> new InetAddress[] {loopback(2), loopback(1)})
                .build()
                .connect("echo")) {
      // Nobody listens on 127.0.0.2.
      assertThat(socket.getInetAddress()).isEqualTo(loopback(1));
    }
  }

  private static InetAddress loopback(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  @ParameterizedTest
  @EnumSource(names = {"STALL", "DRIP"})
  void theDeadlineCutsAPeerThatNeverFinishes(Misbehaviour peer) throws IOException {
    try (FakeGateway gateway = FakeGateway.start(peer)) {
      ConnectTimeoutException timeout =
          catchThrowableOfType(
              ConnectTimeoutException.class,
              () -> TestPki.client(gateway).connectTimeout(SHORT).build().connect("echo"));

      assertThat(timeout.phase()).isEqualTo(Phase.TLS);
      assertThat(timeout.retryable()).isTrue();
    }
  }

  @Test
  void theDeadlineCutsALookupThatHangs() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeGateway gateway = FakeGateway.start(serving())) {
      AlpnmuxClient client =
          TestPki.client(gateway)
              .connectTimeout(SHORT)
              .lookup(
                  host -> {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                  })
              .build();

      ConnectTimeoutException timeout =
          catchThrowableOfType(ConnectTimeoutException.class, () -> client.connect("echo"));

      assertThat(timeout.phase()).isEqualTo(Phase.DNS);
      assertThat(gateway.accepted()).isZero();
    }
  }

  @Test
  void aPeerThatNeverFinishesLeavesTimeForTheNextGateway() throws IOException {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.DRIP);
        FakeGateway second = FakeGateway.start(serving());
        ServiceSocket socket =
            AlpnmuxClient.newBuilder()
                .gateways(first.address(), second.address())
                .trust(TestPki.trust())
                .connectTimeout(Duration.ofSeconds(5))
                .build()
                .connect("echo")) {
      assertThat(socket.gateway()).isEqualTo(GatewayAddress.parse(second.address()));
    }
  }
}
