package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway that stops lets its connections end, and cuts them when their time is over. */
class DrainScenario {
  private static final String SERVICES = "'echo':{'builtin':'echo'}";

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void existingConnectionsAreServedAndNewOnesRefused(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES)) {
      Future<Void> stopped;
      try (SSLSocket existing = gateway.dial("a.test", "TLSv1.3", "echo")) {
        answers(existing);
        assertThat(gateway.admin("/readyz").statusCode()).isEqualTo(200);
        stopped = gateway.gateway().stop(RunningGateway.PATIENCE);
        assertThat(gateway.admin("/readyz").statusCode()).isEqualTo(503);
        assertThat(gateway.admin("/readyz").body()).isEqualTo("not ready\n");
        assertThat(gateway.admin("/healthz").statusCode()).isEqualTo(200);
        assertThat(newConnection(gateway)).isIn(refusals(engine));
        answers(existing);
        assertThat(stopped.isComplete()).isFalse();
      }
      RunningGateway.await(stopped);
      assertThat(newConnection(gateway)).isEqualTo("REFUSED");
    }
  }

  private static List<String> refusals(TlsEngine engine) {
    // Vert.x, which listens for the portable path, ends what it accepts while it closes.
    return engine == TlsEngine.NATIVE
        ? List.of("REFUSED", "RESET")
        : List.of("REFUSED", "RESET", "EOF");
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void whatIsLeftAtTheDeadlineIsReset(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES);
        SSLSocket relayed = gateway.dial("a.test", "TLSv1.3", "echo");
        RawClient waiting = new RawClient(gateway.address())) {
      answers(relayed);
      gateway.awaitConnections(2);
      RunningGateway.await(gateway.gateway().stop(Duration.ofMillis(1)));
      assertThat(waiting.answer()).isEqualTo("RESET");
      assertThat(endOf(relayed)).isEqualTo("RESET");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.DRAINED);
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.DRAINED);
    }
  }

  /** Clients that are cut in one instant come back in one. */
  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void connectionsThatAreLeftEndOneAfterTheOther(TlsEngine engine) throws Exception {
    int count = 40;
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES);
        OpenSockets relayed = new OpenSockets(gateway, count)) {
      Future<Void> stopped = gateway.gateway().stop(Duration.ofSeconds(2));
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.DRAINED);
      assertThat(gateway.gateway().connections()).isPositive();
      relayed.answersWhereItIsOpen();
      RunningGateway.await(stopped);
      for (int i = 1; i < count; i++) {
        assertThat(gateway.events().next().ending()).isEqualTo(Ending.DRAINED);
      }
    }
  }

  /** Some connections to the service that echoes. */
  private static final class OpenSockets implements AutoCloseable {
    private final List<SSLSocket> sockets = new ArrayList<>();

    OpenSockets(RunningGateway gateway, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo");
        sockets.add(socket);
        answers(socket);
      }
    }

    void answersWhereItIsOpen() {
      assertThat(sockets.stream().filter(OpenSockets::stillAnswers).count()).isPositive();
    }

    private static boolean stillAnswers(SSLSocket socket) {
      try {
        answers(socket);
        return true;
      } catch (IOException reset) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void aSecondStopShortensTheFirst(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES);
        SSLSocket relayed = gateway.dial("a.test", "TLSv1.3", "echo")) {
      answers(relayed);
      Future<Void> first = gateway.gateway().stop(RunningGateway.PATIENCE);
      Future<Void> second = gateway.gateway().stop(Duration.ofMillis(1));
      RunningGateway.await(second);
      assertThat(first.isComplete()).isTrue();
      assertThat(gateway.gateway().connections()).isZero();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.DRAINED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void theSamePortCanBeListenedOnAgain(TlsEngine engine) throws Exception {
    String document = RunningGateway.document("", List.of("a"), SERVICES, "");
    int port;
    try (RunningGateway first = RunningGateway.of(engine, document)) {
      port = first.address().getPort();
      serves(first);
    }
    String onThatPort =
        document.replace(
            "'name':'public','address':'127.0.0.1:0'",
            "'name':'public','address':'127.0.0.1:" + port + "'");
    for (int i = 0; i < 2; i++) {
      try (RunningGateway next = RunningGateway.of(engine, onThatPort)) {
        assertThat(next.address().getPort()).isEqualTo(port);
        serves(next);
      }
    }
  }

  private static void serves(RunningGateway gateway) throws IOException {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
      answers(socket);
    }
  }

  private static void answers(SSLSocket echo) throws IOException {
    echo.getOutputStream().write(7);
    assertThat(echo.getInputStream().read()).isEqualTo(7);
  }

  private static String newConnection(RunningGateway gateway) throws IOException {
    return RawClient.ask(gateway.address(), List.of());
  }

  private static String endOf(SSLSocket socket) throws IOException {
    try {
      return "read " + socket.getInputStream().read();
    } catch (SocketException e) {
      return "RESET";
    }
  }
}
