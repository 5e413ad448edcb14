package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RawClient.Delivery;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RetryingClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client that the gateway's own engine asks for a second ClientHello, and that names something
 * else there. BoringSSL would go by the first, the JDK by the second; neither sees it.
 */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class HelloRetryScenario {
  private static final String FIRST =
      HexFormat.of().formatHex("first".getBytes(StandardCharsets.US_ASCII));
  private static final byte[] CHANGE_CIPHER_SPEC = HelloBuilder.record(20, (byte) 1);
  private static final byte[] NOTHING = {};

  private static RunningGateway gateway;

  private final TlsEngine engine;

  HelloRetryScenario(TlsEngine engine) {
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

  @ParameterizedTest
  @EnumSource
  void aSecondHelloThatNamesTheSameIsServed(Delivery delivery) throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      RetryingClient retrying = new RetryingClient(client).delivering(CHANGE_CIPHER_SPEC, delivery);
      assertThat(retrying.handshake(hello("a.test", "first"), hello("a.test", "first")))
          .as("an ALPN extension with the first id")
          .hasValueSatisfying(said -> assertThat(said).contains("00100008000605" + FIRST));
      client.sendEnd();
      assertThat(client.answer()).endsWith("EOF");
    }
    End end = gateway.events().next();
    assertThat(end.refusal()).isNull();
    assertThat(end.connection().isRelaying()).isTrue();
  }

  static Stream<HelloBuilder> others() {
    return Stream.of(
        hello("a.test", "second"),
        hello("a.test", "first", "second"),
        HelloBuilder.hello().serverName("a.test"),
        hello("b.test", "first"),
        hello("b.test", "only-b"),
        HelloBuilder.hello().protocols("first"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void aSecondHelloThatNamesSomethingElseGetsAlert47(HelloBuilder second) throws Exception {
    isRefused(second, NOTHING, Delivery.WHOLE, Refusal.RETRY_MISMATCH);
  }

  @ParameterizedTest
  @EnumSource
  void itGetsTheSameHoweverItComes(Delivery delivery) throws Exception {
    isRefused(hello("b.test", "first"), CHANGE_CIPHER_SPEC, delivery, Refusal.RETRY_MISMATCH);
  }

  @Test
  void somethingElseThanAHelloGetsAlert50() throws Exception {
    byte[] finished = HelloBuilder.record(22, (byte) 20, (byte) 0, (byte) 0, (byte) 0);
    isRefused(hello("a.test", "first"), finished, Delivery.WHOLE, Refusal.MALFORMED_HELLO);
  }

  @Test
  void theRefusalSaysWhatBothNamedInEscapedForm() throws Exception {
    End end = isRefused(hello("b\n.test", "%0A"), NOTHING, Delivery.WHOLE, Refusal.RETRY_MISMATCH);
    assertThat(end.connection().hello().orElseThrow().writtenServerName()).hasValue("a.test");
    assertThat(end.detail())
        .isEqualTo(
            "the second ClientHello names another service or server than the first:"
                + " serverName=b%0A.test offered=[%0A]");
  }

  @Test
  void aSecondHelloThatDoesNotWaitToBeAskedForIsRefused() throws Exception {
    HelloBuilder asked = hello("a.test", "first").versions(0x0304).signatureSchemes(List.of(0x403));
    byte[] first =
        asked
            .extension(10, HelloBuilder.vector16(new byte[] {0, 0x17}))
            .extension(51, (byte) 0, (byte) 0)
            .record();
    String answer =
        RawClient.ask(
            gateway.address(), List.of(HelloBuilder.join(first, hello("b.test", "x").record())));
    assertThat(answer).isEqualTo("1503030002022f EOF");
    assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.RETRY_MISMATCH);
  }

  private End isRefused(HelloBuilder second, byte[] before, Delivery delivery, Refusal refusal)
      throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      RetryingClient retrying = new RetryingClient(client).delivering(before, delivery);
      retrying.sendFirst(hello("a.test", "first"));
      retrying.sendSecond(second);
      byte[] alert = refusal.alert().orElseThrow().record();
      assertThat(client.answer())
          .as("%s", engine)
          .endsWith(HexFormat.of().formatHex(alert) + " EOF");
    }
    End end = gateway.events().next();
    assertThat(end.refusal()).isEqualTo(refusal);
    assertThat(end.alert()).isEqualTo(refusal.alert());
    assertThat(end.connection().isRelaying()).isFalse();
    return end;
  }
}
