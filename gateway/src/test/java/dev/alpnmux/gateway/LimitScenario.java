package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes beyond a limit is cut; what is served stays. */
class LimitScenario {
  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void theConnectionBeyondTheLimitIsResetAndTheOthersAreServed(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = limited(engine, "'connections':2")) {
      try (SSLSocket first = echo(gateway);
          SSLSocket second = echo(gateway)) {
        for (int i = 0; i < 3; i++) {
          assertThat(RawClient.ask(gateway.address(), List.of())).isEqualTo("RESET");
          isLimit(gateway.events().next(), "the limit of connections is reached");
        }
        assertThat(refusedByLimit(gateway)).isEqualTo(3);
        answers(first);
        answers(second);
      }
      gateway.awaitConnections(0);
      echo(gateway).close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void refusedConnectionsCountUntilTheyAreClosed(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = limited(engine, "'connections':1");
        RawClient refused = new RawClient(gateway.address())) {
      refused.send(List.of(hello("a.test", "nope/1").record()));
      assertThat(refused.hear(7)).hasSize(7);
      assertThat(RawClient.ask(gateway.address(), List.of())).isEqualTo("RESET");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void theOldestPendingHandshakeIsDroppedForANewOne(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = limited(engine, "'pendingHandshakes':2");
        SSLSocket served = echo(gateway);
        RawClient oldest = new RawClient(gateway.address());
        RawClient younger = begun(gateway, 2);
        RawClient youngest = begun(gateway, 3)) {
      youngest.send(List.of(new byte[] {22}));
      assertThat(oldest.answer()).isEqualTo("RESET");
      isLimit(gateway.events().next(), "the limit of pending handshakes is reached");
      // Both get their answer still.
      for (RawClient pending : List.of(younger, youngest)) {
        pending.send(List.of(new byte[] {0}));
        assertThat(pending.answer()).isEqualTo("EOF");
        assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.NOT_TLS);
      }
      answers(served);
    }
  }

  /** Accepted behind the others: so many connections exist then, beside the served one. */
  private static RawClient begun(RunningGateway gateway, int others) throws IOException {
    gateway.awaitConnections(others);
    return new RawClient(gateway.address());
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void aHelloMayBeAsLongAsTheLimitAndNotAByteLonger(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = limited(engine, "'helloBytes':'1KiB'")) {
      assertThat(RawClient.ask(gateway.address(), List.of(helloOf(1024))))
          .isEqualTo("15030300020278 EOF");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
      assertThat(RawClient.ask(gateway.address(), List.of(helloOf(1025))))
          .isEqualTo("15030300020232 EOF");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.HELLO_TOO_LARGE);
    }
  }

  private static byte[] helloOf(int length) {
    int others = hello("a.test", "nope/1").extension(21).record().length;
    byte[] hello = hello("a.test", "nope/1").extension(21, new byte[length - others]).record();
    assertThat(hello).hasSize(length);
    return hello;
  }

  private static RunningGateway limited(TlsEngine engine, String limits) {
    String document =
        RunningGateway.document(
            ",'tcp':{'deferAccept':'off'}",
            List.of("a"),
            "'echo':{'builtin':'echo'}",
            ",'limits':{" + limits + "}");
    return RunningGateway.of(engine, document.replace("'eventLoops':2", "'eventLoops':1"));
  }

  private static SSLSocket echo(RunningGateway gateway) throws IOException {
    SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo");
    answers(socket);
    return socket;
  }

  private static void answers(SSLSocket echo) throws IOException {
    echo.getOutputStream().write(7);
    assertThat(echo.getInputStream().read()).isEqualTo(7);
  }

  private static void isLimit(End end, String detail) {
    assertThat(end.refusal()).isEqualTo(Refusal.LIMIT);
    assertThat(end.alert()).isEmpty();
    assertThat(end.detail()).isEqualTo(detail);
  }

  private static double refusedByLimit(RunningGateway gateway) throws Exception {
    return gateway.metric(
        "alpnmux_refused_connections_total{listener=\"public\",reason=\"limit\"}");
  }
}
