package dev.alpnmux.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The examples are those of ITU-T X.690 and of certificates in use. */
class DerWriterTest {
  @Test
  void shortContentHasOneLengthOctet() {
    assertThat(hex(DerWriter.octetString(new byte[0x7F]))).startsWith("047f00").hasSize(2 * 0x81);
  }

  @Test
  void contentOf128OctetsHasTheLongForm() {
    assertThat(hex(DerWriter.octetString(new byte[0x80]))).startsWith("04818000");
  }

  @Test
  void contentOf256OctetsHasTwoLengthOctets() {
    assertThat(hex(DerWriter.octetString(new byte[0x100]))).startsWith("0482010000");
  }

  @Test
  void objectIdentifierArcsAbove127TakeSeveralOctets() {
    assertThat(hex(DerWriter.objectIdentifier(1, 2, 840, 113549))).isEqualTo("06062a864886f70d");
  }

  @Test
  void positiveIntegerWithItsHighestBitSetGetsALeadingZero() {
    assertThat(hex(DerWriter.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
  }

  @Test
  void namedBitsLeaveOutTrailingZeros() {
    assertThat(hex(DerWriter.namedBits(0x80))).isEqualTo("03020780");
    assertThat(hex(DerWriter.namedBits(0x06))).isEqualTo("03020106");
  }

  @Test
  void yearsHaveTwoDigitsThrough2049AndFourFrom2050On() {
    assertThat(DerWriter.time(Instant.parse("2049-12-31T23:59:59Z")))
        .asHexString()
        .isEqualTo("170D3439313233313233353935395A");
    assertThat(DerWriter.time(Instant.parse("2050-01-01T00:00:00Z")))
        .asHexString()
        .isEqualTo("180F32303530303130313030303030305A");
  }

  private static String hex(byte[] der) {
    return HexFormat.of().formatHex(der);
  }
}
