package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RetryingClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client that names one service in its first ClientHello and another in its second. The first is
 * decided on; BoringSSL negotiates by it too, the JDK by the second.
 */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class NegotiatedMismatchScenario {
  private static final String FIRST =
      HexFormat.of().formatHex("first".getBytes(StandardCharsets.US_ASCII));

  private static RunningGateway gateway;

  private final TlsEngine engine;

  NegotiatedMismatchScenario(TlsEngine engine) {
    this.engine = engine;
  }

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) {
    gateway =
        RunningGateway.serving(
            engine,
            "'first':{'builtin':'echo'},'second':{'builtin':'echo'},"
                + "'only-b':{'serverNames':['b.test'],'builtin':'echo'}");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  @Test
  void aSecondHelloThatNamesTheSameIsServed() throws Exception {
    isServedAsFirst(hello("a.test", "first"));
  }

  @Test
  void aSecondHelloThatNamesAnotherServiceNeverReachesIt() throws Exception {
    if (engine == TlsEngine.JDK) {
      isRefused(hello("a.test", "second"), Refusal.HANDSHAKE_FAILED);
    } else {
      isServedAsFirst(hello("a.test", "second"));
    }
  }

  @Test
  void aSecondHelloThatNamesAnotherServerNeverReachesIt() throws Exception {
    if (engine == TlsEngine.JDK) {
      isRefused(hello("b.test", "first"), Refusal.NEGOTIATED_MISMATCH);
    } else {
      isServedAsFirst(hello("b.test", "first"));
    }
  }

  @Test
  void aSecondHelloThatLeavesTheServerNameOutChangesNothing() throws Exception {
    isServedAsFirst(hello().protocols("first"));
  }

  private static void isServedAsFirst(HelloBuilder second) throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      assertThat(new RetryingClient(client).handshake(hello("a.test", "first"), second))
          .as("an ALPN extension with the first id")
          .hasValueSatisfying(said -> assertThat(said).contains("00100008000605" + FIRST));
      client.sendEnd();
      assertThat(client.answer()).endsWith("EOF");
    }
    End end = gateway.events().next();
    assertThat(end.refusal()).isNull();
    assertThat(end.connection().isRelaying()).isTrue();
  }

  private static void isRefused(HelloBuilder second, Refusal refusal) throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      new RetryingClient(client).handshake(hello("a.test", "first"), second);
      client.answer();
    }
    End end = gateway.events().next();
    assertThat(end.refusal()).isEqualTo(refusal);
    assertThat(end.connection().isRelaying()).isFalse();
  }
}
