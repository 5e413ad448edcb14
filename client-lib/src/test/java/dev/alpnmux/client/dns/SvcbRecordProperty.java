package dev.alpnmux.client.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SvcbRecordProperty {
  /** RFC 9460, appendix D.2: {@code 16 foo.example.org alpn=h2,h3-19 mandatory=ipv4hint,alpn}. */
  private static final byte[] EXAMPLE =
      hex(
          "0010 03666f6f 076578616d706c65 036f7267 00"
              + " 0000 0004 0001 0004"
              + " 0001 0009 02 6832 05 68332d3139"
              + " 0004 0004 c0000201");

  private static byte[] hex(String written) {
    return HexFormat.of().parseHex(written.replace(" ", ""));
  }

  @Test
  void theExampleOfTheStandardIsRead() {
    SvcbRecord record = SvcbRecord.parseAll(List.of(EXAMPLE)).orElseThrow().get(0);
    assertThat(record.priority()).isEqualTo(16);
    assertThat(record.target()).isEqualTo("foo.example.org");
    assertThat(record.protocols().orElseThrow()).containsExactly("h2", "h3-19");
    assertThat(record.hints()).singleElement().hasToString("/192.0.2.1");
    assertThat(record.port()).isEmpty();
  }

  @Property
  void noBytesThrow(@ForAll @Size(max = 80) byte[] bytes) {
    assertThat(SvcbRecord.parseAll(List.of(bytes))).isNotNull();
  }

  /** Every change of one octet, and every prefix, is a record or none. */
  @Test
  void noChangeOfTheExampleThrows() {
    for (int i = 0; i < EXAMPLE.length; i++) {
      for (int octet = 0; octet < 256; octet++) {
        byte[] changed = EXAMPLE.clone();
        changed[i] = (byte) octet;
        assertThat(SvcbRecord.parseAll(List.of(changed))).isNotNull();
      }
      assertThat(SvcbRecord.parseAll(List.of(Arrays.copyOf(EXAMPLE, i)))).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001", // no target
        "0001 c00c", // a compressed target
        "0001 00 0003 0001 01", // a port of one octet
        "0001 00 0003 0002 205b 0003 0002 205b", // a key twice
        "0001 00 0004 0004 7f000001 0003 0002 205b", // keys out of order
        "0001 00 0001 0002 03 61", // an id that is cut
        "0001 00 0001 0001 00", // an id of no octets
        "0001 00 0001 0000", // no ids
        "0001 00 0000 0002 0001", // demands ids that are not there
        "0001 00 0000 0000", // demands nothing in particular
        "0001 00 0000 0002 0007 0003 0001 01 0007 0000", // a demand, and a port of one octet
        "0001 00 0004 0003 010203", // an address of three octets
        "0001 00 0000 0004 0003 0001 0001 0002 0161 0003 0002 205b", // demands out of order
        "0001 00 0000 0004 0003 0003 0003 0002 205b", // demands an id twice
        "0001 00 0000 0002 0000", // demands its demands
        "0001 00 0001 0002 0161 0002 0001 00" // no-default-alpn with a value
      })
  void oneThatIsMalformedSpoilsTheAnswer(String written) {
    assertThat(SvcbRecord.parseAll(List.of(hex(written)))).isEmpty();
    assertThat(SvcbRecord.parseAll(List.of(EXAMPLE, hex(written)))).isEmpty();
    assertThat(SvcbRecord.parseAll(List.of(hex(written), EXAMPLE))).isEmpty();
  }

  @Test
  void oneThatDemandsTheUnknownIsSkipped() {
    byte[] demanding = hex("0001 00 0000 0002 0007 0007 0000");
    assertThat(SvcbRecord.parseAll(List.of(demanding, EXAMPLE)).orElseThrow())
        .singleElement()
        .extracting(SvcbRecord::priority)
        .isEqualTo(16);
  }

  @Test
  void theParametersOfAnAliasAreIgnored() {
    byte[] alias = hex("0000 03666f6f 00 0000 0002 0007");
    assertThat(SvcbRecord.parseAll(List.of(alias)).orElseThrow())
        .singleElement()
        .matches(SvcbRecord::isAlias);
  }

  @Test
  void aDotWithinALabelIsNoneBetweenTwo() {
    byte[] dotted = hex("0001 07 6f72672e636f6d 00");
    assertThat(SvcbRecord.parseAll(List.of(dotted)).orElseThrow())
        .singleElement()
        .extracting(SvcbRecord::target)
        .isEqualTo("org\\.com");
  }
}
