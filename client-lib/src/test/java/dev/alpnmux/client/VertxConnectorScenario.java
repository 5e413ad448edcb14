package dev.alpnmux.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.client.vertx.VertxConnector;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connects from Vert.x: the same answers as from anywhere, and no thread that waits. */
@Timeout(60)
class VertxConnectorScenario {
  private static final long WAIT_SECONDS = 20;
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final TlsGateway SERVING = TlsGateway.with(TestCertificates.SERVER);

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Vertx vertx = Vertx.vertx();
  private final RecordedEvents events = new RecordedEvents();

  @AfterEach
  void end() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  private static AlpnmuxException failure(Future<NetSocket> connect) {
    ExecutionException failed =
        catchThrowableOfType(ExecutionException.class, () -> await(connect));
    assertThat(failed).hasCauseInstanceOf(AlpnmuxException.class);
    return (AlpnmuxException) requireNonNull(failed.getCause());
  }

  private VertxConnector connector(AlpnmuxClient.Builder client) {
    AlpnmuxClient.Builder local = client.lookup(host -> new InetAddress[] {LOOPBACK});
    return VertxConnector.of(vertx, local.events(events).build());
  }

  private VertxConnector connector(FakeGateway gateway) {
    return connector(TestPki.client(gateway));
  }

  /** What comes back for a ping, with the socket as its user has it: on its event loop. */
  private static Future<String> pinged(NetSocket socket) {
    Promise<String> answer = Promise.promise();
    socket.handler(
        bytes -> {
          assertThat(Context.isOnEventLoopThread()).isTrue();
          answer.tryComplete(bytes.toString());
        });
    socket.exceptionHandler(answer::tryFail);
    socket.closeHandler(closed -> answer.tryFail("closed"));
    socket.write("ping");
    return answer.future();
  }

  /** How a socket ends that only waits: a server that has not read all resets the connection. */
  private static Future<Void> ended(NetSocket socket) {
    Promise<Void> end = Promise.promise();
    socket.exceptionHandler(end::tryFail);
    socket.closeHandler(end::tryComplete);
    return end.future();
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void bytesGoToTheServiceAndBackOnTheEventLoop(String version) throws Exception {
    TlsGateway serving = TlsGateway.with(TestCertificates.SERVER).version(version);
    try (FakeGateway gateway = FakeGateway.start(serving)) {
      Future<NetSocket> connect = connector(gateway).connect("caf%E9");
      assertThat(await(connect.compose(VertxConnectorScenario::pinged))).isEqualTo("ping");
      NetSocket socket = connect.result();
      assertThat(socket.isSsl()).isTrue();
      assertThat(socket.applicationLayerProtocol()).isEqualTo("caf\u00e9");
      assertThat(socket.sslSession().getProtocol()).isEqualTo(version);
      await(socket.close());
    }
  }

  @Test
  void nothingGoesOutInClearText() throws Exception {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    try (FakeGateway gateway =
        FakeGateway.start((accepted, self) -> first.complete(accepted.getInputStream().read()))) {
      failure(connector(gateway).connect("echo"));
      assertThat(first.get(WAIT_SECONDS, TimeUnit.SECONDS))
          .as("a record of a handshake")
          .isEqualTo(22);
    }
  }

  @Test
  void theHelloAsksForTheServiceAndTheNameOnly() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      failure(connector(TestPki.client(gateway).serverName("gw.test")).connect("orders"));
      var hello = gateway.nextHello();
      assertThat(hello.protocols().orElseThrow()).hasToString("[orders]");
      assertThat(hello.serverName()).hasToString("Optional[gw.test]");
    }
  }

  static Stream<Arguments> refusals() {
    TlsGateway silent = TlsGateway.with(TestCertificates.SERVER).withoutAcknowledgement();
    return Stream.of(
        Arguments.of(Misbehaviour.UNKNOWN_SERVICE, NoSuchServiceException.class, 120),
        Arguments.of(Misbehaviour.UNKNOWN_SERVER_NAME, ServerNameRefusedException.class, 112),
        Arguments.of(Misbehaviour.ACCESS_DENIED, ClientCertificateException.class, 49),
        Arguments.of(Misbehaviour.UPSTREAM_UNAVAILABLE, UpstreamUnavailableException.class, 80),
        Arguments.of(Misbehaviour.UNNAMED_ALERT, GatewayUnavailableException.class, 121),
        Arguments.of(Misbehaviour.GARBAGE, GatewayUnavailableException.class, -1),
        Arguments.of(Misbehaviour.CLOSE_AT_ONCE, GatewayUnavailableException.class, -1),
        Arguments.of(Misbehaviour.RESET, GatewayUnavailableException.class, -1),
        Arguments.of(silent, ServiceNotAcknowledgedException.class, -1),
        Arguments.of(
            TlsGateway.with(TestCertificates.WRONG_NAME), GatewayIdentityException.class, -1),
        Arguments.of(
            TlsGateway.with(TestCertificates.UNTRUSTED), GatewayIdentityException.class, -1));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aFailureIsTheExceptionOfTheBlockingConnect(
      FakeGateway.Behaviour behaviour, Class<? extends Throwable> kind, int alert)
      throws Exception {
    try (FakeGateway gateway = FakeGateway.start(behaviour)) {
      AlpnmuxException failure = failure(connector(gateway).connect("echo"));
      assertThat(failure).isInstanceOf(kind);
      assertThat(failure.alert().orElse(-1)).isEqualTo(alert);
      assertThat(failure.phase()).isEqualTo(Phase.TLS);
      assertThat(failure.attempts()).hasSize(1);
      assertThat(failure)
          .message()
          .contains("echo", gateway.address())
          .doesNotContain("\n", "io.netty");
      assertThat(events.heard())
          .containsExactly(
              "connectStarted echo",
              "lookupEnded",
              "attemptStarted",
              "attemptFailed TLS",
              "connectFailed " + kind.getSimpleName());
    }
  }

  @Test
  void aPortWhereNobodyListensIsAFailureOfTcp() throws Exception {
    int port;
    try (ServerSocket nobody = new ServerSocket(0)) {
      port = nobody.getLocalPort();
    }
    AlpnmuxException failure =
        failure(connector(AlpnmuxClient.newBuilder().gateway("127.0.0.1:" + port)).connect("echo"));
    assertThat(failure).isInstanceOf(GatewayUnavailableException.class);
    assertThat(failure.phase()).isEqualTo(Phase.TCP);
  }

  @Test
  void aCertificateThatIsRefusedAfterTheHandshakeIsToldToTheSocket() throws Exception {
    TlsGateway strict = TlsGateway.with(TestCertificates.SERVER).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(strict)) {
      Future<Void> end = connector(gateway).connect("echo").compose(VertxConnectorScenario::ended);
      assertThatThrownBy(() -> await(end))
          .hasStackTraceContaining("Caused by: " + ClientCertificateException.class.getName());
      assertThat(events.heard()).containsOnlyOnce("refusedLate");
    }
  }

  @Test
  void anIdentityIsShown() throws Exception {
    TlsGateway strict = TlsGateway.with(TestCertificates.SERVER).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(strict)) {
      AlpnmuxClient.Builder client =
          TestPki.client(gateway).identity(TestPki.identity(TestCertificates.CLIENT));
      assertThat(await(connector(client).connect("echo").compose(VertxConnectorScenario::pinged)))
          .isEqualTo("ping");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSE_AT_ONCE", "RESET", "GARBAGE", "UPSTREAM_UNAVAILABLE"})
  void anOutageLeadsToTheNextGateway(Misbehaviour outage) throws Exception {
    try (FakeGateway first = FakeGateway.start(outage);
        FakeGateway second = FakeGateway.start(SERVING)) {
      AlpnmuxClient.Builder both = TestPki.client(first).gateway(second.address());
      NetSocket socket = await(connector(both).connect("echo"));
      assertThat(socket.remoteAddress().port()).isEqualTo(second.port());
      assertThat(events.heard()).containsOnlyOnce("attemptFailed TLS", "connected");
    }
  }

  @Test
  void aGatewayThatStallsTakesNoMoreThanItsShare() throws Exception {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.STALL);
        FakeGateway second = FakeGateway.start(SERVING)) {
      AlpnmuxClient.Builder both =
          TestPki.client(first).gateway(second.address()).connectTimeout(Duration.ofSeconds(6));
      NetSocket socket = await(connector(both).connect("echo"));
      assertThat(socket.remoteAddress().port()).isEqualTo(second.port());
      assertThat(events.heard()).containsOnlyOnce("attemptFailed TLS", "connected");
    }
  }

  @Test
  void aGatewayThatHasFailedIsNotTriedFirstAgain() throws Exception {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.CLOSE_AT_ONCE);
        FakeGateway second = FakeGateway.start(SERVING)) {
      VertxConnector connector = connector(TestPki.client(first).gateway(second.address()));
      await(connector.connect("echo"));
      await(connector.connect("echo"));
      assertThat(first.accepted()).isEqualTo(1);
    }
  }

  @Test
  void theAddressesOfAGatewayAreTriedInTurn() throws Exception {
    InetAddress nobody = InetAddress.getByName("127.0.0.2");
    try (FakeGateway gateway = FakeGateway.start(SERVING)) {
      AlpnmuxClient client =
          TestPki.client(gateway).lookup(host -> new InetAddress[] {nobody, LOOPBACK}).build();
      NetSocket socket = await(VertxConnector.of(vertx, client).connect("echo"));
      assertThat(socket.remoteAddress().hostAddress()).isEqualTo(LOOPBACK.getHostAddress());
    }
  }

  @Test
  void aNameThatIsUnknownIsAFailureOfDns() {
    AlpnmuxClient client =
        AlpnmuxClient.newBuilder()
            .gateway("gw.test:443")
            .lookup(
                host -> {
                  throw new UnknownHostException(host);
                })
            .build();
    AlpnmuxException failure = failure(VertxConnector.of(vertx, client).connect("echo"));
    assertThat(failure).isInstanceOf(GatewayUnavailableException.class);
    assertThat(failure.phase()).isEqualTo(Phase.DNS);
  }

  @Test
  void anAnswerEndsTheSearch() throws Exception {
    try (FakeGateway first = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE);
        FakeGateway second = FakeGateway.start(SERVING)) {
      failure(connector(TestPki.client(first).gateway(second.address())).connect("echo"));
      assertThat(second.accepted()).isZero();
    }
  }

  @Test
  void aGatewayThatStallsIsLeftAtTheDeadline() throws Exception {
    Stalling stalling = new Stalling();
    try (FakeGateway gateway = FakeGateway.start(stalling)) {
      AlpnmuxException failure =
          failure(connector(TestPki.client(gateway).connectTimeout(SHORT)).connect("echo"));
      assertThat(failure).isInstanceOf(ConnectTimeoutException.class);
      assertThat(failure.phase()).isEqualTo(Phase.TLS);
      assertThat(stalling.left.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Tells when the hello is there, and when the client has left. */
  private static final class Stalling implements FakeGateway.Behaviour {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch left = new CountDownLatch(1);

    @Override
    public void serve(Socket accepted, FakeGateway gateway) throws IOException {
      gateway.readHello(accepted);
      reached.countDown();
      try {
        FakeGateway.drain(accepted);
      } finally {
        left.countDown();
      }
    }
  }

  @Test
  void theEventLoopIsFreeWhileAConnectGoesOn() throws Exception {
    Stalling stalling = new Stalling();
    try (FakeGateway gateway = FakeGateway.start(stalling)) {
      VertxConnector connector =
          connector(TestPki.client(gateway).connectTimeout(Duration.ofHours(1)));
      Context loop = vertx.getOrCreateContext();
      Promise<NetSocket> connect = Promise.promise();
      loop.runOnContext(begin -> connector.connect("echo").onComplete(connect));
      assertThat(stalling.reached.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      Promise<Boolean> free = Promise.promise();
      loop.runOnContext(now -> free.complete(Context.isOnEventLoopThread()));
      assertThat(await(free.future())).isTrue();
      await(connector.close());
    }
  }

  @Test
  void toCloseItEndsAConnectAtOnceOnTheWire() throws Exception {
    Stalling stalling = new Stalling();
    try (FakeGateway gateway = FakeGateway.start(stalling)) {
      VertxConnector connector =
          connector(TestPki.client(gateway).connectTimeout(Duration.ofHours(1)));
      Future<NetSocket> connect = connector.connect("echo");
      assertThat(stalling.reached.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      await(connector.close());
      assertThat(stalling.left.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> await(connect)).hasCauseInstanceOf(SocketException.class);
      assertThat(events.heard()).endsWith("connectFailed SocketException");
      assertThatThrownBy(() -> connector.connect("echo"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void toCloseItClosesItsSockets() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING)) {
      VertxConnector connector = connector(gateway);
      Promise<Void> closed = Promise.promise();
      await(
          connector.connect("echo").onSuccess(socket -> socket.closeHandler(closed::tryComplete)));
      await(connector.close());
      await(closed.future());
    }
  }

  @Test
  void aConnectionIsToldFromItsStartToItsClose() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING)) {
      VertxConnector connector = connector(gateway);
      Future<NetSocket> connect = connector.connect("echo");
      assertThat(await(connect.compose(VertxConnectorScenario::pinged))).isEqualTo("ping");
      await(connect.result().close());
      await(connector.close());
      assertThat(events.heard())
          .containsExactly(
              "connectStarted echo", "lookupEnded", "attemptStarted", "connected", "closed");
      assertThat(events.traffic.bytesRead()).isEqualTo(4);
      assertThat(events.traffic.bytesWritten()).isEqualTo(4);
    }
  }

  @Test
  void whatIsNoIdAndWhatIsClearTextIsSaidAtOnce() {
    VertxConnector connector = connector(AlpnmuxClient.newBuilder().gateway("localhost:1"));
    assertThatThrownBy(() -> connector.connect("")).isInstanceOf(IllegalArgumentException.class);
    VertxConnector tcpmux = connector(AlpnmuxClient.newBuilder().gateway("tcpmux://localhost:1"));
    assertThatThrownBy(() -> tcpmux.connect("echo"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TCPMUX");
  }
}
