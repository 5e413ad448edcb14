package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.ProxyHeader.Command;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderReaderTest {
  private static final ProxyHeader UNKNOWN =
      new ProxyHeader(Command.PROXY, Optional.empty(), List.of());
  private static final Endpoint CLIENT = Endpoint.of(new byte[] {(byte) 192, 0, 2, 1}, 56324);
  private static final Endpoint SERVER =
      Endpoint.of(new byte[] {(byte) 198, 51, 100, (byte) 200}, 443);

  @Test
  void aLineOfIpv4NamesBothEnds() {
    assertThat(line("PROXY TCP4 192.0.2.1 198.51.100.200 56324 443\r\n"))
        .isEqualTo(new ProxyResult.Complete(ProxyHeader.of(CLIENT, SERVER, List.of())));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::1, [2001:db8:0:0:0:0:0:1]:1",
    "::, [0:0:0:0:0:0:0:0]:1",
    "1:2:3:4:5:6:7:8, [1:2:3:4:5:6:7:8]:1",
    "1:2:3:4:5:6:7::, [1:2:3:4:5:6:7:0]:1",
    "::ffff:1.2.3.4, [0:0:0:0:0:ffff:102:304]:1",
    "FE80::Ab, [fe80:0:0:0:0:0:0:ab]:1",
  })
  void aLineOfIpv6TakesEveryWayToWriteOne(String written, String endpoint) {
    ProxyResult.Complete result =
        (ProxyResult.Complete) line("PROXY TCP6 " + written + " ::1 1 2\r\n");
    assertThat(result.header().endpoints().orElseThrow().source()).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN whatever follows\r\n"})
  void anUnknownClientKeepsTheAddressOfTheConnection(String line) {
    assertThat(line(line)).isEqualTo(new ProxyResult.Complete(UNKNOWN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1 | the first bytes are no PROXY header",
        "PROXYTCP4      | the first bytes are no PROXY header",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1~ | CR and LF do not stand together in the PROXY line",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1^ | CR and LF do not stand together in the PROXY line",
        "PROXY UDP4 1.2.3.4 1.2.3.4 1 2~^ "
            + "| the PROXY line names neither TCP4 nor TCP6 nor UNKNOWN",
        "PROXY ~^ | the PROXY line names neither TCP4 nor TCP6 nor UNKNOWN",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1~^ | the PROXY line does not have two addresses and two ports",
        "PROXY TCP4  1.2.3.4 1.2.3.4 1 2~^"
            + "| the PROXY line does not have two addresses and two ports",
        "PROXY TCP4 1.2.3 1.2.3.4 1 2~^ | the PROXY line has an address that is not of its family",
        "PROXY TCP4 1.2.3.256 1.2.3.4 1 2~^"
            + "| the PROXY line has an address that is not of its family",
        "PROXY TCP4 01.2.3.4 1.2.3.4 1 2~^"
            + "| the PROXY line has an address that is not of its family",
        "PROXY TCP4 ::1 ::1 1 2~^ | the PROXY line has an address that is not of its family",
        "PROXY TCP6 1.2.3.4 ::1 1 2~^ | the PROXY line has an address that is not of its family",
        "PROXY TCP6 1::2::3 ::1 1 2~^ | the PROXY line has an address that is not of its family",
        "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2~^"
            + "| the PROXY line has an address that is not of its family",
        "PROXY TCP6 1:2:3:4:5:6:7::8 ::1 1 2~^"
            + "| the PROXY line has an address that is not of its family",
        "PROXY TCP6 fe80::1%eth0 ::1 1 2~^"
            + "| the PROXY line has an address that is not of its family",
        "PROXY TCP4 1.2.3.4 1.2.3.4 65536 2~^"
            + "| the PROXY line has a port that is no number from 0 to 65535",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 02~^"
            + "| the PROXY line has a port that is no number from 0 to 65535",
      })
  void aMalformedLineHasItsReason(String line, String detail) {
    String more = line.endsWith("^") ? "" : "?";
    assertThat(line(line.replace('~', '\r').replace('^', '\n') + more))
        .isEqualTo(new ProxyResult.Malformed(detail));
  }

  @Test
  void aLineOf107BytesIsReadAndALongerOneIsNot() {
    String begin = "PROXY UNKNOWN ";
    assertThat(line(begin + "x".repeat(105 - begin.length()) + "\r\n"))
        .isEqualTo(new ProxyResult.Complete(UNKNOWN));
    assertThat(line(begin + "x".repeat(107 - begin.length())))
        .isEqualTo(new ProxyResult.Malformed("the PROXY line is longer than 107 bytes"));
  }

  @ParameterizedTest
  @CsvSource({
    "21 11 000c c0000201 c63364c8 dc04 01bb, 192.0.2.1:56324",
    "21 12 000c c0000201 c63364c8 dc04 01bb, 192.0.2.1:56324",
    "21 21 0024 20010db8000000000000000000000001 00000000000000000000000000000001 0001 0002,"
        + " [2001:db8:0:0:0:0:0:1]:1",
  })
  void aBinaryHeaderNamesBothEnds(String hex, String source) {
    ProxyResult.Complete result = (ProxyResult.Complete) ProxyFeed.read(ProxyFeed.v2(hex));
    assertThat(result.header().endpoints().orElseThrow().source()).hasToString(source);
  }

  @Test
  void unixSocketsAndUnspecifiedFamiliesNameNobody() {
    assertThat(ProxyFeed.read(ProxyFeed.v2("21 31 00d8" + "41".repeat(216))))
        .isEqualTo(new ProxyResult.Complete(UNKNOWN));
    assertThat(ProxyFeed.read(ProxyFeed.v2("21 00 0000")))
        .isEqualTo(new ProxyResult.Complete(UNKNOWN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"20 00 0000", "20 11 000c c0000201 c63364c8 dc04 01bb", "20 99 0001 00"})
  void whateverALocalHeaderSaysIsIgnored(String hex) {
    assertThat(ProxyFeed.read(ProxyFeed.v2(hex)))
        .isEqualTo(new ProxyResult.Complete(ProxyHeader.LOCAL));
  }

  @Test
  void tlvsAreKeptButForPadding() {
    byte[] bytes = ProxyFeed.v2("21 00 000d 01 0002 6832 04 0002 0000 e0 0000");
    ProxyHeader header = ((ProxyResult.Complete) ProxyFeed.read(bytes)).header();
    assertThat(header.tlvs())
        .containsExactly(ProxyTlv.alpn(ApplicationProtocol.parse("h2")), new ProxyTlv(0xE0, ""));
    assertThat(header.value(ProxyTlv.ALPN)).contains("h2");
  }

  @ParameterizedTest
  @CsvSource({
    "11 11 0000, 'the PROXY header has another version than 2, or an unknown command'",
    "22 11 0000, 'the PROXY header has another version than 2, or an unknown command'",
    "21 13 0000, the PROXY header has an unknown family of addresses",
    "21 11 000b, the PROXY header is too short for the addresses of its family",
    "21 11 0ff1, the PROXY header is longer than 4096 bytes",
    "20 00 ffff, the PROXY header is longer than 4096 bytes",
    "21 00 0004 01 0002 68, a length in the PROXY header points behind its end",
    "21 00 0002 01 00, a length in the PROXY header points behind its end",
    "21 00 0007 03 0004 00000000, the checksum of the PROXY header is wrong",
    "21 00 0006 03 0003 000000, "
        + "'the PROXY header has two checksums, or one of another length than 4'",
  })
  void aMalformedBinaryHeaderHasItsReason(String hex, String detail) {
    assertThat(ProxyFeed.read(ProxyFeed.v2(hex))).isEqualTo(new ProxyResult.Malformed(detail));
  }

  @Test
  void everyPrefixNeedsMoreAndWhatFollowsIsLeftToTheClient() {
    for (byte[] header : List.of(full().v1(), full().v2())) {
      for (int length = 0; length < header.length; length++) {
        assertThat(ProxyFeed.read(Arrays.copyOf(header, length)))
            .isEqualTo(new ProxyResult.NeedMore());
      }
      ByteBuffer more = ByteBuffer.wrap(Arrays.copyOf(header, header.length + 5));
      assertThat(new ProxyHeaderReader().read(more)).isInstanceOf(ProxyResult.Complete.class);
      assertThat(more.remaining()).isEqualTo(5);
    }
  }

  @Test
  void noByteThatIsChangedThrowsAndTheChecksumGuardsTheAddresses() {
    byte[] header = full().v2();
    for (int at = 0; at < header.length; at++) {
      for (int change = 1; change <= 0xFF; change++) {
        byte[] changed = header.clone();
        changed[at] ^= (byte) change;
        ProxyResult result = ProxyFeed.read(changed);
        assertThat(ProxyFeed.oneByOne(changed)).isEqualTo(result);
        if (at >= 16 && at < 28) {
          assertThat(result)
              .isEqualTo(new ProxyResult.Malformed("the checksum of the PROXY header is wrong"));
        }
      }
    }
  }

  private static ProxyHeader full() {
    return ProxyHeader.of(
        CLIENT,
        SERVER,
        List.of(
            ProxyTlv.alpn(ApplicationProtocol.parse("postgresql")),
            ProxyTlv.authority(new ServerName("db.example.com")),
            ProxyTlv.uniqueId("4711"),
            ProxyTlv.ssl(
                new ProxyTls(
                    "TLSv1.3",
                    "TLS_AES_128_GCM_SHA256",
                    ProxyTls.Proof.SHOWN,
                    Optional.of("alice")))));
  }

  private static ProxyResult line(String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    ProxyResult result = ProxyFeed.read(bytes);
    assertThat(ProxyFeed.oneByOne(bytes)).isEqualTo(result);
    return result;
  }
}
