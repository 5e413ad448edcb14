package dev.alpnmux.spec;

import static dev.alpnmux.spec.Agreement.same;
import static dev.alpnmux.spec.Agreement.sameNumber;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.alpnmux.spec.ProxyHeader.Command;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import dev.alpnmux.spec.ProxyHeader.Endpoints;
import dev.alpnmux.spec.ProxyTls.Proof;
import dev.alpnmux.spec.Segments.Outcome;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyHeaderFuzzTest {
  private static final ProxyResult NEED_MORE = new ProxyResult.NeedMore();

  static Stream<byte[]> headers() {
    Endpoint ipv4 = Endpoint.of(new byte[] {127, 0, 0, 1}, 443);
    Endpoint ipv6 = Endpoint.of(new byte[16], 65_535);
    ProxyTls tls =
        new ProxyTls("TLSv1.3", "TLS_AES_128_GCM_SHA256", Proof.SHOWN, Optional.of("client"));
    List<ProxyTlv> tlvs = List.of(ProxyTlv.uniqueId("1"), ProxyTlv.ssl(tls));
    Stream<ProxyHeader> headers =
        Stream.of(
            ProxyHeader.of(ipv4, ipv4, tlvs), ProxyHeader.of(ipv6, ipv6, tlvs), ProxyHeader.LOCAL);
    return Stream.concat(
        headers.flatMap(header -> Stream.of(header.v1(), header.v2())),
        Stream.of("PROXY TCP6 ::1 2001:db8::192.0.2.1 1 65535\r\nhello".getBytes(ISO_8859_1)));
  }

  @MethodSource("headers")
  @FuzzTest
  void everyCutIsReadTheSameAndASecondReaderAgrees(byte[] bytes) {
    Outcome<ProxyResult> whole = Segments.whole(bytes, new ProxyHeaderReader()::read);
    Outcome<ProxyResult> cut = Segments.cut(bytes, new ProxyHeaderReader()::read);
    Optional<ProxyHeader> header =
        whole.result().fold(Optional::of, Optional::empty, d -> Optional.empty());

    same(cut.result(), whole.result());
    if (whole.result().equals(NEED_MORE)) {
      sameNumber(whole.taken(), bytes.length);
      same(bytes.length < ProxyHeader.BYTES_MAX, true);
    }
    if (header.isPresent()) {
      sameNumber(whole.taken(), cut.taken());
      same(whole.taken() <= ProxyHeader.BYTES_MAX, true);
      itsOwnBytesAreReadTheSame(Arrays.copyOf(bytes, whole.taken()), whole.result());
      whatIsWrittenAgainIsReadTheSame(header.get());
    }
    if (bytes.length > 0 && bytes[0] == 'P') {
      String[] words = new String(bytes, ISO_8859_1).split("[ \r]", -1);
      header.flatMap(ProxyHeader::endpoints).ifPresent(ends -> theJdkReadsTheSame(words, ends));
    } else {
      same(header, ProxyOracle.read(bytes));
    }
  }

  private static void itsOwnBytesAreReadTheSame(byte[] exact, ProxyResult result) {
    same(ProxyFeed.read(exact), result);
    same(ProxyFeed.read(Arrays.copyOf(exact, exact.length - 1)), NEED_MORE);
  }

  private static void whatIsWrittenAgainIsReadTheSame(ProxyHeader header) {
    ProxyHeader plain = new ProxyHeader(Command.PROXY, header.endpoints(), List.of());
    same(ProxyFeed.read(header.v1()), new ProxyResult.Complete(plain));
    byte[] binary = header.v2();
    // The checksum takes seven bytes, for which there may have been no room.
    if (binary.length <= ProxyHeader.BYTES_MAX) {
      same(ProxyFeed.read(binary), new ProxyResult.Complete(header));
    }
    for (ProxyTlv tlv : header.tlvs()) {
      same(Agreement.isPrintable(tlv.toString()), true);
    }
  }

  private static void theJdkReadsTheSame(String[] words, Endpoints ends) {
    same(address(ends.source()), address(words[2]));
    same(address(ends.destination()), address(words[3]));
    same(String.valueOf(ends.source().port()), words[4]);
    same(String.valueOf(ends.destination().port()), words[5]);
  }

  /** To the JDK an IPv4 address within IPv6 is one of IPv4. */
  private static InetAddress address(Endpoint end) {
    try {
      return InetAddress.getByAddress(end.address());
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of 4 or 16 octets", e);
    }
  }

  /** No name server is asked: what has a colon is in brackets, and the rest has digits and dots. */
  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text.indexOf(':') < 0 ? text : '[' + text + ']');
    } catch (UnknownHostException e) {
      throw new AssertionError("the reader has taken the address " + text, e);
    }
  }
}
