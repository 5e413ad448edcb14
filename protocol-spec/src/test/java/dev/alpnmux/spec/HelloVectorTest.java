package dev.alpnmux.spec;

import static dev.alpnmux.spec.HelloFeed.oneByOne;
import static dev.alpnmux.spec.HelloFeed.read;
import static dev.alpnmux.spec.HelloFeed.readSegments;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelloVectorTest {
  private static final int[] FLIPS = {0x01, 0x02, 0x7F, 0x80, 0xFF};

  static Stream<HelloVector> all() {
    return HelloVector.all();
  }

  static Stream<HelloVector> complete() {
    return HelloVector.complete();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyVectorIsTakenForWhatItExpects(HelloVector vector) {
    HelloResult result = read(vector.bytes());
    assertThat(outcome(result))
        .isEqualTo(vector.refusal().map(Refusal::toString).orElse("complete"));
    if (result instanceof HelloResult.Complete complete) {
      ClientHello hello = complete.hello();
      assertThat(hello.serverName()).isEqualTo(vector.serverName());
      assertThat(hello.protocols()).isEqualTo(vector.protocols());
      assertThat(hello.versions()).isEqualTo(vector.versions());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyVectorNamesTheAlertOfItsRefusal(HelloVector vector) {
    assertThat(vector.alert())
        .isEqualTo(
            vector
                .refusal()
                .map(r -> r.alert().map(a -> String.valueOf(a.code())).orElse("close")));
    assertThat(vector.isComplete()).isEqualTo(vector.refusal().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("complete")
  void everyPrefixOfAHelloNeedsMore(HelloVector vector) {
    byte[] bytes = vector.bytes();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(read(Arrays.copyOf(bytes, length)))
          .as("the first %d bytes", length)
          .isInstanceOf(HelloResult.NeedMore.class);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyCutIntoTwoSegmentsGivesTheSameAnswer(HelloVector vector) {
    byte[] bytes = vector.bytes();
    HelloResult whole = read(bytes);
    for (int cut = 1; cut < bytes.length; cut++) {
      assertThat(readSegments(HelloBuilder.segments(bytes, cut)))
          .as("cut %d", cut)
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void byteByByteGivesTheSameAnswer(HelloVector vector) {
    assertThat(oneByOne(vector.bytes())).isEqualTo(read(vector.bytes()));
  }

  @ParameterizedTest
  @MethodSource("complete")
  void everyCutIntoTwoRecordsGivesTheSameAnswer(HelloVector vector) {
    byte[] message = HelloFeed.messageOf(vector.bytes());
    HelloResult whole = read(vector.bytes());
    for (int cut = 1; cut < message.length; cut++) {
      byte[] records = HelloBuilder.records(message, cut, message.length);
      assertThat(read(records)).as("cut %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("complete")
  void oneByteInEachRecordGivesTheSameAnswer(HelloVector vector) {
    byte[] records = HelloBuilder.records(HelloFeed.messageOf(vector.bytes()), 1);
    assertThat(read(records)).isEqualTo(read(vector.bytes()));
    assertThat(oneByOne(records)).isEqualTo(read(vector.bytes()));
  }

  @ParameterizedTest
  @MethodSource("complete")
  void noChangeOfOneByteThrowsOrDependsOnTheSegments(HelloVector vector) {
    byte[] bytes = vector.bytes().clone();
    for (int at = 0; at < bytes.length; at++) {
      byte kept = bytes[at];
      for (int flip : FLIPS) {
        bytes[at] = (byte) (kept ^ flip);
        HelloResult result = read(bytes);
        assertThat(outcome(result))
            .isIn(
                "complete",
                "tls_version",
                "need_more",
                "not_tls",
                "malformed_hello",
                "duplicate_extension",
                "hello_too_large");
        assertThat(oneByOne(bytes)).as("byte %d ^ %d", at, flip).isEqualTo(result);
      }
      bytes[at] = kept;
    }
  }

  @Test
  void aPostQuantumHelloIsAmongThem() {
    assertThat(HelloVector.read("chromium").bytes()).hasSizeGreaterThan(1500);
    assertThat(HelloVector.read("pq-generated").bytes()).hasSizeGreaterThan(1300);
  }

  private static String outcome(HelloResult result) {
    return result.fold(
        hello -> hello.offersUsableVersion() ? "complete" : Refusal.TLS_VERSION.toString(),
        () -> "need_more",
        (refusal, detail) -> refusal.toString());
  }
}
