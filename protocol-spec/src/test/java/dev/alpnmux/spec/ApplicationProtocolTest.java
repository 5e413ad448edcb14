package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationProtocolTest {
  @ParameterizedTest
  @ValueSource(strings = {"h2", "http/1.1", "acme-tls/1", "x-!#$&'()*+-./:;<=>?@[]^_`{|}~"})
  void printableIdsAreWrittenAsTheyAre(String written) {
    assertThat(ApplicationProtocol.parse(written)).hasToString(written);
    assertThat(ApplicationProtocol.parse(written).octets()).isEqualTo(written);
  }

  @Test
  void otherOctetsAreWrittenInHexadecimal() {
    assertThat(new ApplicationProtocol("a b%,\"\\\0\n\u007f\u0080\u00ff"))
        .hasToString("a%20b%25%2C%22%5C%00%0A%7F%80%FF");
  }

  @Test
  void hexadecimalIsReadInEitherCase() {
    assertThat(ApplicationProtocol.parse("%fF%Ff").bytes()).containsExactly(0xFF, 0xFF);
  }

  @Test
  void charactersBeyondAsciiAreReadAsTheirUtf8Octets() {
    assertThat(ApplicationProtocol.parse("dø😀").bytes()).isEqualTo("dø😀".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%", "%4", "%4g", "%g4", "%%41", "%+1", "% 1", "%-1", "%4é"})
  void aPercentSignWithoutTwoDigitsIsRefused(String written) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ApplicationProtocol.parse(written))
        .withMessageContaining("two hexadecimal digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00b"})
  void halfASurrogatePairIsRefusedAndNotReadAsAQuestionMark(String written) {
    assertThatIllegalArgumentException().isThrownBy(() -> ApplicationProtocol.parse(written));
  }

  @Test
  void anIdHasOneTo255Octets() {
    assertThat(new ApplicationProtocol("x".repeat(255)).bytes()).hasSize(255);
    assertThatIllegalArgumentException().isThrownBy(() -> ApplicationProtocol.parse(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ApplicationProtocol.parse("x".repeat(256)))
        .withMessageContaining("256");
    assertThatIllegalArgumentException().isThrownBy(() -> ApplicationProtocol.of(new byte[0]));
  }

  @Test
  void aCharacterThatIsNoOctetIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ApplicationProtocol("a\u0100"));
  }

  @Test
  void idsCompareOctetByOctet() {
    assertThat(ApplicationProtocol.parse("H2")).isNotEqualTo(ApplicationProtocol.parse("h2"));
    assertThat(ApplicationProtocol.parse("h2%00")).isNotEqualTo(ApplicationProtocol.parse("h2"));
    assertThat(ApplicationProtocol.parse("%68%32")).isEqualTo(ApplicationProtocol.parse("h2"));
  }

  @Test
  void exactlySixteenIdsOfTwoOctetsAreGrease() {
    int count = 0;
    for (int first = 0; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        boolean isGrease = first == second && first % 16 == 10;
        byte[] octets = {(byte) first, (byte) second};
        assertThat(ApplicationProtocol.of(octets).isGrease()).isEqualTo(isGrease);
        count += isGrease ? 1 : 0;
      }
    }
    assertThat(count).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({"**,true", "::,true", "JJ,true", "ZZ,true", "jj,true", "zz,true", "h2,false"})
  void printableGreaseIsKnownByItsOctets(String written, boolean isGrease) {
    assertThat(ApplicationProtocol.parse(written).isGrease()).isEqualTo(isGrease);
  }

  @ParameterizedTest
  @ValueSource(strings = {"j", "jjj", "jjjj", "%0A", "%0A%1A"})
  void otherLengthsAndPairsAreNoGrease(String written) {
    assertThat(ApplicationProtocol.parse(written).isGrease()).isFalse();
  }
}
