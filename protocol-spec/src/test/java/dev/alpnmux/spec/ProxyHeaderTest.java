package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.spec.ProxyHeader.Command;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyHeaderTest {
  private static final Endpoint IPV4 = Endpoint.of(new byte[] {10, 0, 0, 1}, 1000);
  private static final Endpoint IPV6 = Endpoint.of(new byte[16], 443);

  @Test
  void theLineHasNoRoomForTlvs() {
    ProxyHeader header = ProxyHeader.of(IPV4, IPV4, List.of(ProxyTlv.uniqueId("1")));
    assertThat(text(header.v1())).isEqualTo("PROXY TCP4 10.0.0.1 10.0.0.1 1000 1000\r\n");
  }

  @Test
  void endsOfTwoFamiliesAreWrittenAsIpv6() {
    ProxyHeader header = ProxyHeader.of(IPV4, IPV6, List.of());
    assertThat(text(header.v1()))
        .isEqualTo("PROXY TCP6 0:0:0:0:0:ffff:a00:1 0:0:0:0:0:0:0:0 1000 443\r\n");
    assertThat(HexFormat.of().formatHex(header.v2()))
        .startsWith(ProxyFeed.SIGNATURE + "2121002b" + "00000000000000000000ffff0a000001");
  }

  @Test
  void whoIsNotKnownIsUnknown() {
    ProxyHeader header = new ProxyHeader(Command.PROXY, Optional.empty(), List.of());
    assertThat(text(header.v1())).isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(text(ProxyHeader.LOCAL.v1())).isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(ProxyHeader.LOCAL.v2()).isEqualTo(ProxyFeed.v2("20 00 0000"));
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0100000001", "SHOWN, 0700000000", "RESUMED, 0500000000"})
  void theClientBitsSayHowAClientProvedItself(ProxyTls.Proof proof, String bits) {
    ProxyTlv tlv = ProxyTlv.ssl(new ProxyTls("TLSv1.2", "X", proof, Optional.empty()));
    assertThat(hex(tlv)).isEqualTo(bits + "210007544c5376312e32" + "23000158");
  }

  @Test
  void theCommonNameIsUtf8() {
    ProxyTls tls = new ProxyTls("", "", ProxyTls.Proof.SHOWN, Optional.of("\u00fc"));
    assertThat(hex(ProxyTlv.ssl(tls))).isEqualTo("0700000000" + "210000" + "220002c3bc" + "230000");
  }

  @Test
  void whatAValueCannotBeIsRefused() {
    assertThatThrownBy(() -> Endpoint.of(new byte[5], 1)).hasMessageContaining("4 or 16 octets");
    assertThatThrownBy(() -> Endpoint.of(new byte[4], 65536)).hasMessageContaining("65536");
    assertThatThrownBy(() -> new ProxyTlv(3, "")).hasMessageContaining("type");
    assertThatThrownBy(() -> new ProxyTlv(256, "")).hasMessageContaining("type");
    assertThatThrownBy(() -> new ProxyTlv(1, "\u0100")).hasMessageContaining("octets");
    assertThatThrownBy(() -> ProxyTlv.uniqueId("x".repeat(129))).hasMessageContaining("128");
    assertThatThrownBy(
            () -> ProxyHeader.of(IPV4, IPV4, List.of(new ProxyTlv(0xE0, "x".repeat(4094)))))
        .hasMessageContaining("4096");
    assertThatThrownBy(
            () -> new ProxyHeader(Command.LOCAL, Optional.empty(), List.of(ProxyTlv.uniqueId("1"))))
        .hasMessageContaining("LOCAL");
    assertThatThrownBy(() -> new ProxyTls("", "", ProxyTls.Proof.NONE, Optional.of("x")))
        .hasMessageContaining("certificate");
  }

  @Test
  void aTlvIsSafeInALogLine() {
    assertThat(new ProxyTlv(0xE0, "a\nb")).hasToString("0xe0=a%0Ab");
  }

  private static String hex(ProxyTlv tlv) {
    return HexFormat.of().formatHex(tlv.octets().getBytes(ISO_8859_1));
  }

  private static String text(byte[] line) {
    return new String(line, US_ASCII);
  }
}
