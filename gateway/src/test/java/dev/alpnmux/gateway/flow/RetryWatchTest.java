package dev.alpnmux.gateway.flow;

import static dev.alpnmux.gateway.flow.RetryConversation.CHANGE_CIPHER_SPEC;
import static dev.alpnmux.gateway.flow.RetryConversation.FIRST;
import static dev.alpnmux.gateway.flow.RetryConversation.RETRY_REQUEST;
import static dev.alpnmux.gateway.flow.RetryConversation.SERVER_HELLO;
import static dev.alpnmux.gateway.flow.RetryConversation.hello;
import static dev.alpnmux.gateway.flow.RetryConversation.retried;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.HelloBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetryWatchTest {
  private static final String MISMATCH = "refused retry_mismatch 47";
  private static final String MALFORMED = "refused malformed_hello 50";

  static Stream<Arguments> secondHellos() {
    return Stream.of(
        Arguments.of("the same", hello().record(), "passed"),
        Arguments.of(
            "the same with a cookie", hello().extension(44, new byte[9]).record(), "passed"),
        Arguments.of("other records", hello().records(1, 50), "passed"),
        Arguments.of("another service", HelloBuilder.hello().protocols("x").record(), MISMATCH),
        Arguments.of(
            "one service more",
            HelloBuilder.hello().protocols("passthrough", "x").record(),
            MISMATCH),
        Arguments.of("no service", HelloBuilder.hello().record(), MISMATCH),
        Arguments.of("a server name", hello().serverName("a.test").record(), MISMATCH),
        Arguments.of("an empty server name", hello().serverName("").record(), MISMATCH),
        Arguments.of("not a hello", HelloBuilder.record(22, (byte) 16, (byte) 0), MALFORMED),
        Arguments.of("not TLS", "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII), MALFORMED),
        Arguments.of("a record too long", new byte[] {23, 3, 3, 0x41, 1}, MALFORMED),
        Arguments.of(
            "interrupted",
            HelloBuilder.join(HelloBuilder.record(22, (byte) 1), CHANGE_CIPHER_SPEC),
            MALFORMED),
        Arguments.of(
            "an extension twice",
            hello().grease().grease().record(),
            "refused duplicate_extension 47"),
        Arguments.of(
            "too large",
            hello().extension(21, new byte[RetryConversation.HELLO_BYTES_MAX]).record(),
            "refused hello_too_large 50"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("secondHellos")
  void secondHelloIsJudged(String what, byte[] second, String outcome) {
    assertThat(retried().client(second).outcome()).as(what).isEqualTo(outcome);
  }

  @Test
  void secondHelloThatIsRefusedStaysHere() {
    RetryConversation conversation = retried();
    byte[] second = HelloBuilder.hello().protocols("other").record();
    for (byte octet : HelloBuilder.join(CHANGE_CIPHER_SPEC, second)) {
      conversation.client(new byte[] {octet});
    }
    assertThat(conversation.outcome()).isEqualTo(MISMATCH);
    assertThat(conversation.passed()).isEqualTo(FIRST.length + CHANGE_CIPHER_SPEC.length);
    assertThat(conversation.test.path.calls()).endsWith("refuse 47");
  }

  @Test
  void secondHelloGoesOnWhenItIsWhole() {
    byte[] second = hello().record();
    RetryConversation conversation = retried().client(Arrays.copyOf(second, second.length - 1));
    assertThat(conversation.passed()).isEqualTo(FIRST.length);
    conversation.client(new byte[] {second[second.length - 1]});
    assertThat(conversation.outcome()).isEqualTo("passed");
    assertThat(conversation.held()).isZero();
  }

  @Test
  void earlyDataAndAlertsAreNotHeldBack() {
    byte[] skipped =
        HelloBuilder.join(
            HelloBuilder.record(23, new byte[16_000]),
            CHANGE_CIPHER_SPEC,
            HelloBuilder.record(21, (byte) 1, (byte) 90));
    RetryConversation conversation = new RetryConversation().client(FIRST, new byte[] {23, 3});
    conversation.server(RETRY_REQUEST).client(Arrays.copyOfRange(skipped, 2, skipped.length));
    assertThat(conversation.outcome()).isEqualTo("watching");
    assertThat(conversation.held()).isZero();
    conversation.client(hello().serverName("b.test").record());
    assertThat(conversation.outcome()).isEqualTo(MISMATCH);
  }

  @Test
  void secondHelloThatNobodyAskedForYetIsRefusedOnceItIs() {
    RetryConversation conversation = new RetryConversation();
    assertThat(conversation.client(FIRST).watch.needsClient()).isTrue();
    conversation.client(hello().record());
    assertThat(conversation.outcome()).isEqualTo("watching");
    assertThat(conversation.held()).isZero();
    assertThat(conversation.watch.needsClient()).isFalse();
    assertThat(conversation.server(RETRY_REQUEST).outcome()).isEqualTo(MISMATCH);
  }

  static List<byte[]> otherAnswers() {
    return List.of(
        SERVER_HELLO,
        HelloBuilder.record(21, (byte) 2, (byte) 40),
        HelloBuilder.record(22),
        HelloBuilder.join(CHANGE_CIPHER_SPEC, RETRY_REQUEST),
        "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII),
        new byte[] {22, 2});
  }

  @ParameterizedTest
  @MethodSource("otherAnswers")
  void whateverElseTheServerSaysEndsTheWatch(byte[] answer) {
    assertThat(new RetryConversation().client(FIRST).server(answer).outcome()).isEqualTo("passed");
    assertThat(new RetryConversation().client(FIRST, answer).server(answer).outcome())
        .isEqualTo("passed");
  }

  @Test
  void everyBeginningOfARetryRequestIsWatchedAndNothingWaits() {
    for (int length = 0; length < 43; length++) {
      RetryConversation conversation =
          new RetryConversation().client(FIRST).server(Arrays.copyOf(RETRY_REQUEST, length));
      assertThat(conversation.outcome()).as("%d bytes", length).isEqualTo("watching");
      assertThat(conversation.test.path.deadlines()).containsExactly(FlowUnderTest.LIFETIME);
    }
  }

  @Test
  void secondHelloHasTheTimeOfTheFirst() {
    RetryConversation conversation = retried();
    assertThat(conversation.test.path.deadlines())
        .containsExactly(FlowUnderTest.LIFETIME, FlowUnderTest.TIMEOUTS.hello());
    conversation.test.path.deadlineComes(FlowUnderTest.TIMEOUTS.hello());
    assertThat(conversation.test.lastEvent()).isEqualTo("refused hello_timeout");
    assertThat(conversation.test.path.deadlines()).isEmpty();
  }

  @Test
  void deadlineIsOffOnceTheSecondHelloHasCome() {
    RetryConversation conversation = retried().client(hello().record());
    assertThat(conversation.test.path.deadlines()).containsExactly(FlowUnderTest.LIFETIME);
    assertThat(conversation.test.path.calls()).endsWith("relay passthrough");
  }

  @Test
  void relayThatEndsMeanwhileLeavesNoDeadline() {
    RetryConversation conversation = retried();
    conversation.test.path.deadlineComes(FlowUnderTest.LIFETIME);
    assertThat(conversation.test.lastEvent()).isEqualTo("closed lifetime");
    assertThat(conversation.test.path.deadlines()).isEmpty();
  }

  @Test
  void ourOwnHandshakeKeepsItsDeadline() {
    FlowUnderTest test = FlowUnderTest.naming("echo");
    RetryWatch watch = test.flow.retryWatch(0, 100);
    watch.toClient(ByteBuffer.wrap(RETRY_REQUEST));
    assertThat(test.path.deadlines()).containsExactly(FlowUnderTest.TIMEOUTS.handshake());
  }
}
