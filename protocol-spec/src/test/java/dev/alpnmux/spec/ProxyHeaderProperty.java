package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.ProxyHeader.Command;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ProxyHeaderProperty {
  @Property(tries = 300)
  void whatIsWrittenInVersion2ReadsBackTheSame(@ForAll("headers") ProxyHeader header) {
    assertThat(ProxyFeed.read(header.v2())).isEqualTo(new ProxyResult.Complete(header));
    assertThat(ProxyFeed.oneByOne(header.v2())).isEqualTo(new ProxyResult.Complete(header));
  }

  @Property(tries = 300)
  void whatIsWrittenInVersion1ReadsBackWithoutTheTlvs(@ForAll("headers") ProxyHeader header) {
    ProxyHeader plain = new ProxyHeader(Command.PROXY, header.endpoints(), List.of());
    assertThat(ProxyFeed.read(header.v1())).isEqualTo(new ProxyResult.Complete(plain));
    assertThat(header.v1()).hasSizeLessThanOrEqualTo(107);
  }

  @Property(tries = 2000)
  void noBytesThrowInAnyCut(
      @ForAll("beginnings") byte[] beginning, @ForAll @Size(max = 200) byte[] bytes) {
    byte[] all = HelloBuilder.join(beginning, bytes);
    assertThat(ProxyFeed.oneByOne(all)).isEqualTo(ProxyFeed.read(all));
  }

  @Property(tries = 2000)
  void severalBytesWrittenOverAHeaderNeverThrow(
      @ForAll("headers") ProxyHeader header,
      @ForAll @Size(min = 1, max = 8) byte[] written,
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll boolean isLine) {
    byte[] bytes = isLine ? header.v1() : header.v2();
    int at = place % (bytes.length - written.length);
    System.arraycopy(written, 0, bytes, at, written.length);
    assertThat(ProxyFeed.oneByOne(bytes)).isEqualTo(ProxyFeed.read(bytes));
  }

  @Provide
  Arbitrary<ProxyHeader> headers() {
    return Combinators.combine(endpoints(4), endpoints(16), Arbitraries.of(0, 1, 2), tlvs())
        .as(ProxyHeaderProperty::header);
  }

  private static ProxyHeader header(
      List<Endpoint> ipv4, List<Endpoint> ipv6, int family, List<ProxyTlv> tlvs) {
    return switch (family) {
      case 0 -> new ProxyHeader(Command.PROXY, Optional.empty(), tlvs);
      case 1 -> ProxyHeader.of(ipv4.get(0), ipv4.get(1), tlvs);
      default -> ProxyHeader.of(ipv6.get(0), ipv6.get(1), tlvs);
    };
  }

  private static Arbitrary<List<Endpoint>> endpoints(int octets) {
    Arbitrary<byte[]> addresses = Arbitraries.bytes().array(byte[].class).ofSize(octets);
    return Combinators.combine(addresses, Arbitraries.integers().between(0, 0xFFFF))
        .as(Endpoint::of)
        .list()
        .ofSize(2);
  }

  private static Arbitrary<List<ProxyTlv>> tlvs() {
    Arbitrary<Integer> types =
        Arbitraries.integers().between(0, 0xFF).filter(type -> type != 3 && type != 4);
    Arbitrary<String> values =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(300)
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    return Combinators.combine(types, values).as(ProxyTlv::new).list().ofMaxSize(10);
  }

  /** So that the random bytes reach every part of the parsers. */
  @Provide
  Arbitrary<byte[]> beginnings() {
    Endpoint end = Endpoint.of(new byte[] {1, 2, 3, 4}, 5);
    ProxyHeader header = ProxyHeader.of(end, end, List.of(new ProxyTlv(0xE0, "x")));
    return Combinators.combine(
            Arbitraries.of(header.v1(), header.v2()), Arbitraries.integers().between(0, 100))
        .as((bytes, length) -> Arrays.copyOf(bytes, Math.min(length, bytes.length)));
  }
}
