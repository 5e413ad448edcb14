package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import dev.alpnmux.spec.ProxyTls.Proof;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyHeaderFuzzTest {
  static Stream<byte[]> headers() {
    Endpoint ipv4 = Endpoint.of(new byte[] {127, 0, 0, 1}, 443);
    Endpoint ipv6 = Endpoint.of(new byte[16], 65_535);
    ProxyTls tls =
        new ProxyTls("TLSv1.3", "TLS_AES_128_GCM_SHA256", Proof.SHOWN, Optional.of("client"));
    List<ProxyTlv> tlvs = List.of(ProxyTlv.uniqueId("1"), ProxyTlv.ssl(tls));
    return Stream.of(ProxyHeader.of(ipv4, ipv4, tlvs), ProxyHeader.of(ipv6, ipv6, tlvs))
        .flatMap(header -> Stream.of(header.v1(), header.v2()));
  }

  @MethodSource("headers")
  @FuzzTest(maxDuration = "5m")
  void nothingThrowsAndTheCutsDoNotMatter(byte[] bytes) {
    assertThat(ProxyFeed.oneByOne(bytes)).isEqualTo(ProxyFeed.read(bytes));
  }
}
