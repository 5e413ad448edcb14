package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ClientHelloProperty {
  @Property(tries = 500)
  void whatIsBuiltReadsBackTheSame(
      @ForAll @Size(max = 255) byte[] serverName,
      @ForAll("protocols") @Size(min = 1, max = 30) List<ApplicationProtocol> protocols,
      @ForAll @Size(min = 1, max = 100) List<@IntRange(max = 0xFFFF) Integer> versions,
      @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 0xFFFF) Integer> numbers,
      @ForAll @IntRange(min = 1, max = 2000) int recordLength) {
    String name = new String(serverName, StandardCharsets.ISO_8859_1);
    HelloBuilder built =
        HelloBuilder.hello()
            .serverName(name)
            .grease()
            .protocols(protocols)
            .versions(versions.toArray(Integer[]::new))
            .cipherSuites(numbers)
            .signatureSchemes(numbers);
    ClientHello hello =
        new ClientHello(Optional.of(name), Optional.of(protocols), versions, numbers, numbers);
    assertThat(HelloFeed.read(built.record())).isEqualTo(new HelloResult.Complete(hello));
    if (built.records(recordLength).length <= HelloVector.BYTES_MAX) {
      assertThat(HelloFeed.read(built.records(recordLength)))
          .isEqualTo(new HelloResult.Complete(hello));
    }
  }

  @Property
  void noBytesThrowInAnyCut(@ForAll byte[] bytes, @ForAll("beginnings") byte[] beginning) {
    byte[] all = HelloBuilder.join(beginning, bytes);
    assertThat(HelloFeed.oneByOne(all)).isEqualTo(HelloFeed.read(all));
  }

  @Property(tries = 300)
  void severalBytesWrittenOverAHelloNeverThrow(
      @ForAll @Size(min = 1, max = 8) byte[] written, @ForAll @IntRange(max = 10_000) int place) {
    byte[] bytes = HelloVector.read("chromium").bytes().clone();
    int at = place % (bytes.length - written.length);
    System.arraycopy(written, 0, bytes, at, written.length);
    assertThat(HelloFeed.oneByOne(bytes)).isEqualTo(HelloFeed.read(bytes));
  }

  @Provide
  Arbitrary<List<ApplicationProtocol>> protocols() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(255)
        .map(ApplicationProtocol::of)
        .list();
  }

  /** So that the random bytes reach every part of the parser. */
  @Provide
  Arbitrary<byte[]> beginnings() {
    byte[] hello = HelloVector.read("jdk25").bytes();
    return Arbitraries.integers()
        .between(0, hello.length)
        .map(length -> Arrays.copyOf(hello, length));
  }
}
