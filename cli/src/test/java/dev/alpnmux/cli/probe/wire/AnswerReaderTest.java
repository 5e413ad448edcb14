package dev.alpnmux.cli.probe.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.probe.wire.Answer.End;
import dev.alpnmux.cli.probe.wire.Answer.Kind;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerReaderTest {
  private static final byte[] CHANGE_CIPHER_SPEC = HexFormat.of().parseHex("140303000101");
  private static final byte[] RETRY_RANDOM =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private static byte[] serverHello(byte[] random, byte... extensions) {
    byte[] body =
        Octets.join(
            Octets.uint16(0x0303),
            random,
            Octets.vector8(new byte[32]),
            Octets.uint16(0x1301),
            new byte[1],
            Octets.vector16(extensions));
    byte[] message = Octets.join(new byte[] {2, 0}, Octets.vector16(body));
    return Records.record(Records.HANDSHAKE, 0x0303, message);
  }

  private static byte[] acknowledging(String id) {
    byte[] list = Octets.vector16(Octets.vector8(Octets.of(id)));
    return serverHello(new byte[32], Octets.join(Octets.uint16(16), Octets.vector16(list)));
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(
            AlertDescription.NO_APPLICATION_PROTOCOL.record(),
            Kind.ALERT,
            "alert 120 (no_application_protocol)"),
        Arguments.of(
            HexFormat.of().parseHex("15030100020170"),
            Kind.ALERT,
            "warning alert 112 (unrecognized_name)"),
        Arguments.of(HexFormat.of().parseHex("15030100020216"), Kind.ALERT, "alert 22"),
        Arguments.of(serverHello(new byte[32]), Kind.SERVER_HELLO, "ServerHello"),
        Arguments.of(acknowledging("h2"), Kind.SERVER_HELLO, "ServerHello that acknowledges h2"),
        Arguments.of(acknowledging("\n"), Kind.SERVER_HELLO, "ServerHello that acknowledges %0A"),
        Arguments.of(serverHello(RETRY_RANDOM), Kind.RETRY_REQUEST, "HelloRetryRequest"),
        Arguments.of(
            Octets.join(CHANGE_CIPHER_SPEC, acknowledging("h2")),
            Kind.SERVER_HELLO,
            "ServerHello that acknowledges h2"),
        Arguments.of(
            Octets.of("SSH-2.0-x\r\n"),
            Kind.OTHER,
            "octets that begin with 53 53 48 2d 32 2e 30 2d 78 0d 0a"),
        Arguments.of(
            HexFormat.of().parseHex("1503030003020000"),
            Kind.OTHER,
            "octets that begin with 15 03 03 00 03 02 00 00"),
        Arguments.of(
            Records.record(Records.HANDSHAKE, new byte[] {1, 0, 0, 0}),
            Kind.OTHER,
            "octets that begin with 16 03 01 00 04 01 00 00 00"),
        Arguments.of(
            Records.record(Records.HANDSHAKE, new byte[] {2, 0, 0, 1, 3}),
            Kind.OTHER,
            "octets that begin with 16 03 01 00 05 02 00 00 01 03"));
  }

  private static Answer read(byte[] octets, int... cuts) {
    AnswerReader reader = new AnswerReader();
    int from = 0;
    for (int cut : Arrays.copyOf(cuts, cuts.length + 1)) {
      int to = cut == 0 ? octets.length : cut;
      byte[] segment = Arrays.copyOfRange(octets, from, to);
      Optional<Answer> answer = reader.read(segment, segment.length);
      if (answer.isPresent()) {
        return answer.get();
      }
      from = to;
    }
    return reader.ended(End.CLOSED);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerIsToldForWhatItIs(byte[] octets, Kind kind, String text) {
    assertThat(read(octets).kind()).isEqualTo(kind);
    assertThat(read(octets)).hasToString(text);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void itIsTheSameHoweverItArrives(byte[] octets, Kind kind) {
    for (int cut = 1; cut < octets.length; cut++) {
      assertThat(read(octets, cut).kind()).as("cut %d", cut).isEqualTo(kind);
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void halfOfItIsNoAnswer(byte[] octets, Kind kind) {
    byte[] half = Arrays.copyOf(octets, octets.length / 2);

    assertThat(read(half).kind()).isEqualTo(Kind.OTHER);
  }

  @Test
  void nothingIsAnEndOrSilence() {
    assertThat(new AnswerReader().ended(End.CLOSED)).hasToString("closed");
    assertThat(new AnswerReader().ended(End.RESET)).hasToString("reset");
    assertThat(new AnswerReader().ended(End.OPEN)).hasToString("no answer");
  }

  @Test
  void theAcknowledgedIdIsReadInOctets() {
    assertThat(read(acknowledging("\u00ff\0")).hello().flatMap(ServerHello::protocol))
        .contains(new ApplicationProtocol("\u00ff\0"));
  }

  /** A server may say anything: one octet of each answer changed, at each place, in five ways. */
  @Test
  void noOctetsOfAServerThrow() {
    Random random = new Random(7);
    answers()
        .map(arguments -> (byte[]) arguments.get()[0])
        .forEach(
            octets -> {
              for (int at = 0; at < octets.length; at++) {
                for (int flip : new int[] {1, 2, 0x7F, 0x80, 1 + random.nextInt(255)}) {
                  byte[] changed = octets.clone();
                  changed[at] ^= (byte) flip;
                  assertThat(read(changed).toString()).isNotEmpty();
                }
              }
            });
  }
}
