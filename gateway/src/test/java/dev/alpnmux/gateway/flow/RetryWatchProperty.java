package dev.alpnmux.gateway.flow;

import static dev.alpnmux.gateway.flow.RetryConversation.CHANGE_CIPHER_SPEC;
import static dev.alpnmux.gateway.flow.RetryConversation.FIRST;
import static dev.alpnmux.gateway.flow.RetryConversation.RETRY_REQUEST;
import static dev.alpnmux.gateway.flow.RetryConversation.SERVER_HELLO;
import static dev.alpnmux.gateway.flow.RetryConversation.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.HelloBuilder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RetryWatchProperty {
  /** Cuts never matter: neither those into segments, nor those of the messages into records. */
  @Property(tries = 300)
  void anyCutGivesTheSameVerdict(
      @ForAll("seconds") byte[] second,
      @ForAll @IntRange(min = 1, max = 100) int helloRecord,
      @ForAll @IntRange(min = 1, max = 60) int retryRecord,
      @ForAll @IntRange(min = 1, max = 400) int segment) {
    byte[] message = Arrays.copyOfRange(RETRY_REQUEST, 5, RETRY_REQUEST.length);
    byte[] client =
        HelloBuilder.join(CHANGE_CIPHER_SPEC, HelloBuilder.records(second, helloRecord));
    RetryConversation whole =
        RetryConversation.retried().client(HelloBuilder.records(second, 1 << 14));
    RetryConversation cut =
        new RetryConversation()
            .client(cut(FIRST, segment))
            .server(cut(HelloBuilder.records(message, retryRecord), segment))
            .client(cut(client, segment));
    assertThat(cut.outcome()).isEqualTo(whole.outcome()).isNotEqualTo("watching");
  }

  @Property
  void noBytesThrowAndWhatIsHeldIsBounded(
      @ForAll("beginnings") byte[] beginning,
      @ForAll @Size(max = 8) List<byte[]> fromClient,
      @ForAll("answers") byte[] answer) {
    RetryConversation conversation =
        new RetryConversation().client(FIRST).server(answer).client(beginning);
    for (byte[] bytes : fromClient) {
      conversation.client(bytes).server(bytes);
      assertThat(conversation.watch.isRefused() ? 0 : conversation.held())
          .isLessThanOrEqualTo(RetryConversation.HELLO_BYTES_MAX);
    }
  }

  @Property
  void nothingIsHeldBackUnlessARetryIsAskedFor(
      @ForAll List<byte[]> fromClient, @ForAll byte[] beginning) {
    RetryConversation conversation =
        new RetryConversation().client(FIRST, beginning).server(SERVER_HELLO);
    fromClient.forEach(conversation::client);
    assertThat(conversation.held()).isZero();
    assertThat(conversation.outcome()).isEqualTo("passed");
  }

  private static byte[][] cut(byte[] bytes, int segment) {
    int count = (bytes.length - 1) / segment;
    int[] cuts = new int[count];
    Arrays.setAll(cuts, i -> (i + 1) * segment);
    return HelloBuilder.segments(bytes, cuts).toArray(byte[][]::new);
  }

  @Provide
  Arbitrary<byte[]> seconds() {
    return Arbitraries.of(
        hello().message(),
        hello().extension(44, new byte[40]).message(),
        HelloBuilder.hello().protocols("other").message(),
        hello().serverName("b.test").message(),
        hello().grease().grease().message(),
        new byte[] {16, 0, 0, 1, 7});
  }

  /** So that the random bytes reach every part of the watch. */
  @Provide
  Arbitrary<byte[]> beginnings() {
    byte[] bytes = HelloBuilder.join(CHANGE_CIPHER_SPEC, hello().record());
    return Arbitraries.integers()
        .between(0, bytes.length)
        .map(length -> Arrays.copyOf(bytes, length));
  }

  @Provide
  Arbitrary<byte[]> answers() {
    return Arbitraries.integers()
        .between(0, RETRY_REQUEST.length)
        .map(length -> Arrays.copyOf(RETRY_REQUEST, length));
  }
}
