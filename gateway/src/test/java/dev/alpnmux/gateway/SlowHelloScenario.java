package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that does not come to the point is cut at the deadline, and told nothing. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class SlowHelloScenario {
  /** More than the buffers between a client and a gateway that does not read can take. */
  private static final int SENT_BYTES_MAX = 24 * 1024 * 1024;

  private static RunningGateway gateway;

  @SuppressWarnings("unused") // For start.
  SlowHelloScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) {
    gateway =
        RunningGateway.of(
            engine,
            RunningGateway.document(
                ",'tcp':{'deferAccept':'off'}",
                List.of("a"),
                "'echo':{'builtin':'echo'}",
                ",'timeouts':{'hello':'250ms','handshake':'300ms'}"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  @Test
  void aHelloThatComesByteByByteIsCutAtTheDeadline() throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      assertThat(client.trickle(hello("a.test", "echo").record())).isEqualTo("EOF");
    }
    isHelloTimeout(gateway.events().next());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 60})
  void aHelloThatStopsIsCutAtTheDeadline(int length) throws Exception {
    byte[] beginning = new byte[length];
    System.arraycopy(hello("a.test", "echo").record(), 0, beginning, 0, length);
    assertThat(RawClient.ask(gateway.address(), List.of(beginning))).isEqualTo("EOF");
    isHelloTimeout(gateway.events().next());
  }

  @Test
  void aRefusedClientCannotProlongItsConnection() throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(hello("a.test", "nope/1").record()));
      assertThat(client.answer()).isEqualTo("15030300020278 EOF");
      // Its own end never comes.
      gateway.awaitConnections(0);
    }
    assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
  }

  /** What is on its way in the buffers of two systems is not read any more. */
  @Test
  void aRefusedClientThatGoesOnSendingIsCut() throws Exception {
    byte[] much = new byte[64 * 1024];
    try (Socket client = gateway.connect()) {
      client.setSendBufferSize(much.length);
      OutputStream out = client.getOutputStream();
      out.write(hello("a.test", "nope/1").record());
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < SENT_BYTES_MAX / much.length; i++) {
                  out.write(much);
                }
              })
          .isInstanceOf(IOException.class);
      gateway.awaitConnections(0);
    }
    assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
  }

  @Test
  void aClientThatLeavesBeforeItsHelloIsNoRefusal() throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(new byte[] {22, 3, 1}));
      client.sendEnd();
      assertThat(client.answer()).isEqualTo("EOF");
    }
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.CLIENT_LEFT);
  }

  @Test
  void aHandshakeThatStopsIsResetAtTheDeadline() throws Exception {
    List<Integer> schemes = List.of(0x0403);
    byte[] hello =
        hello("a.test", "echo")
            .versions()
            .signatureSchemes(schemes)
            .extension(10, (byte) 0, (byte) 2, (byte) 0, (byte) 0x17)
            .record();
    assertThat(RawClient.ask(gateway.address(), List.of(hello)))
        .startsWith("1603")
        .endsWith("RESET");
    End end = gateway.events().next();
    assertThat(end.refusal()).isEqualTo(Refusal.HANDSHAKE_FAILED);
    assertThat(end.detail()).isEqualTo("not finished within 300 ms");
  }

  private static void isHelloTimeout(End end) throws Exception {
    assertThat(end.refusal()).isEqualTo(Refusal.HELLO_TIMEOUT);
    assertThat(end.alert()).isEmpty();
    assertThat(
            gateway.metric(
                "alpnmux_refused_connections_total{listener=\"public\",reason=\"hello_timeout\"}"))
        .isPositive();
  }
}
