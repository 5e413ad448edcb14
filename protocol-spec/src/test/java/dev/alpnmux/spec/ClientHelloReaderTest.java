package dev.alpnmux.spec;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static dev.alpnmux.spec.HelloBuilder.join;
import static dev.alpnmux.spec.HelloBuilder.record;
import static dev.alpnmux.spec.HelloFeed.read;
import static dev.alpnmux.spec.Refusal.DUPLICATE_EXTENSION;
import static dev.alpnmux.spec.Refusal.HELLO_TOO_LARGE;
import static dev.alpnmux.spec.Refusal.MALFORMED_HELLO;
import static dev.alpnmux.spec.Refusal.NOT_TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientHelloReaderTest {
  private static final HelloBuilder HELLO = hello("gw.example.com", "echo", "daytime");

  @Test
  void aHelloIsReadWithItsListsInOrder() {
    byte[] bytes =
        hello("GW.example.com", "daytime", "h2", "echo")
            .cipherSuites(List.of(0x1302, 0x1301))
            .signatureSchemes(List.of(0x0804, 0x0403))
            .grease()
            .postQuantum()
            .record();
    assertThat(read(bytes))
        .isEqualTo(
            new HelloResult.Complete(
                new ClientHello(
                    Optional.of("GW.example.com"),
                    Optional.of(
                        List.of(
                            ApplicationProtocol.parse("daytime"),
                            ApplicationProtocol.parse("h2"),
                            ApplicationProtocol.parse("echo"))),
                    List.of(0x0304, 0x0303),
                    List.of(0x1302, 0x1301),
                    List.of(0x0804, 0x0403))));
  }

  @Test
  void bytesBehindTheRecordOfTheHelloStayInTheBuffer() {
    byte[] hello = HELLO.record();
    ByteBuffer bytes = ByteBuffer.wrap(join(hello, new byte[] {23, 3, 3, 0, 1, 9}));
    ClientHelloReader reader = new ClientHelloReader(32768);
    assertThat(reader.read(bytes)).isInstanceOf(HelloResult.Complete.class);
    assertThat(bytes.position()).isEqualTo(hello.length);
    assertThat(reader.bytesRead()).isEqualTo(hello.length);
  }

  @Test
  void aCompleteHelloStaysCompleteAndTakesNoMoreBytes() {
    ClientHelloReader reader = new ClientHelloReader(32768);
    HelloResult complete = reader.read(ByteBuffer.wrap(HELLO.record()));
    ByteBuffer more = ByteBuffer.wrap(new byte[] {0, 1, 2});
    assertThat(reader.read(more)).isSameAs(complete);
    assertThat(more.position()).isZero();
  }

  @Test
  void aMalformedHelloStaysMalformedAndTakesNoMoreBytes() {
    ClientHelloReader reader = new ClientHelloReader(32768);
    HelloResult malformed = reader.read(ByteBuffer.wrap(new byte[] {'G'}));
    ByteBuffer more = ByteBuffer.wrap(HELLO.record());
    assertThat(reader.read(more)).isSameAs(malformed);
    assertThat(more.position()).isZero();
  }

  @Test
  void anEmptyBufferChangesNothing() {
    ClientHelloReader reader = new ClientHelloReader(32768);
    assertThat(reader.read(ByteBuffer.allocate(0))).isInstanceOf(HelloResult.NeedMore.class);
    assertThat(reader.read(ByteBuffer.wrap(HELLO.record())))
        .isInstanceOf(HelloResult.Complete.class);
  }

  @Test
  void aDirectReadOnlyBufferIsReadToo() {
    byte[] hello = HELLO.record();
    ByteBuffer direct = ByteBuffer.allocateDirect(hello.length).put(hello).flip();
    assertThat(new ClientHelloReader(32768).read(direct.asReadOnlyBuffer())).isEqualTo(read(hello));
  }

  @Test
  void aStrangerIsKnownByHisFirstByte() {
    for (int first = 0; first < 256; first++) {
      HelloResult result = read(new byte[] {(byte) first});
      if (first == 22) {
        assertThat(result).isInstanceOf(HelloResult.NeedMore.class);
      } else {
        assertRefused(result, NOT_TLS);
      }
    }
  }

  @Test
  void theLegacyVersionOfARecordIsIgnoredBehindItsMajorNumber() {
    for (int minor = 0; minor < 256; minor++) {
      byte[] bytes = HELLO.record();
      bytes[2] = (byte) minor;
      assertThat(read(bytes)).isInstanceOf(HelloResult.Complete.class);
    }
  }

  @Test
  void aHelloOfExactlyTheBoundIsReadAndOneByteLessIsTooSmallABound() {
    byte[] bytes = HELLO.records(40);
    assertThat(new ClientHelloReader(bytes.length).read(ByteBuffer.wrap(bytes)))
        .isInstanceOf(HelloResult.Complete.class);
    assertRefused(
        new ClientHelloReader(bytes.length - 1).read(ByteBuffer.wrap(bytes)), HELLO_TOO_LARGE);
  }

  @Test
  void aDeclaredRecordOverTheBoundIsRefusedWithItsHeader() {
    byte[] header = {22, 3, 1, 0x10, 0x00};
    assertRefused(new ClientHelloReader(4096).read(ByteBuffer.wrap(header)), HELLO_TOO_LARGE);
    assertThat(new ClientHelloReader(4101).read(ByteBuffer.wrap(header)))
        .isInstanceOf(HelloResult.NeedMore.class);
  }

  @Test
  void aRecordLongerThanTheProtocolAllowsIsRefusedWithItsHeader() {
    assertThat(read(new byte[] {22, 3, 1, 0x40, 0x00})).isInstanceOf(HelloResult.NeedMore.class);
    assertRefused(read(new byte[] {22, 3, 1, 0x40, 0x01}), MALFORMED_HELLO);
  }

  @Test
  void aDeclaredMessageOverTheBoundIsRefusedWithItsHeader() {
    byte[] declared = {22, 3, 1, 0, 100, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
    int undeclared = 4 + 0xFFFFFF - 100;
    int needed = 105 + undeclared + 5 * 1024;
    for (int bound : new int[] {105, 32768, 1 << 24, needed - 1}) {
      assertRefused(new ClientHelloReader(bound).read(ByteBuffer.wrap(declared)), HELLO_TOO_LARGE);
    }
    for (int bound : new int[] {needed, Integer.MAX_VALUE}) {
      assertThat(new ClientHelloReader(bound).read(ByteBuffer.wrap(declared)))
          .isInstanceOf(HelloResult.NeedMore.class);
    }
  }

  @Test
  void recordHeadersStillToComeCountAgainstTheBound() {
    byte[] message = HELLO.message();
    byte[] first = Arrays.copyOf(HelloBuilder.records(message, 4), 9);
    int wireLength = 2 * 5 + message.length;
    assertThat(new ClientHelloReader(wireLength).read(ByteBuffer.wrap(first)))
        .isInstanceOf(HelloResult.NeedMore.class);
    assertRefused(
        new ClientHelloReader(wireLength - 1).read(ByteBuffer.wrap(first)), HELLO_TOO_LARGE);
  }

  @Test
  void trailingBytesAreRefusedBeforeTheyArrive() {
    byte[] message = HELLO.message();
    byte[] bytes = record(22, join(message, new byte[1]));
    assertRefused(read(Arrays.copyOf(bytes, 9)), MALFORMED_HELLO);
  }

  @Test
  void theFirstErrorInReadingOrderDecides() {
    byte[] notAList = {0};
    byte[] malformedFirst =
        hello().extension(16, notAList).serverName("a").serverName("a").record();
    byte[] duplicateFirst =
        hello().serverName("a").serverName("a").extension(16, notAList).record();
    assertRefused(read(malformedFirst), MALFORMED_HELLO);
    assertRefused(read(duplicateFirst), DUPLICATE_EXTENSION);
  }

  @Test
  void aDuplicateIsKnownByItsTypeWhateverItHolds() {
    byte[] bytes = hello("a", "echo").extension(16, (byte) 0xFF).record();
    assertRefused(read(bytes), DUPLICATE_EXTENSION);
  }

  @Test
  void anExtensionWhoseTypeIsTheLargestMayStandOnceOnly() {
    assertThat(read(hello().extension(0xFFFF).record())).isInstanceOf(HelloResult.Complete.class);
    assertRefused(read(hello().extension(0xFFFF).extension(0xFFFF).record()), DUPLICATE_EXTENSION);
  }

  @Test
  void aBoundThatIsNotPositiveIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ClientHelloReader(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ClientHelloReader(-1));
  }

  @Test
  void aHelloOverManyRecordsIsNotBoundToOneRecordsLength() {
    byte[] large =
        hello("gw.example.com", "echo")
            .extension(0x1111, new byte[16000])
            .extension(0x2222, new byte[16000])
            .record();
    assertThat(large).hasSizeGreaterThan(32000);
    assertThat(read(large)).isInstanceOf(HelloResult.Complete.class);
  }

  private static void assertRefused(HelloResult result, Refusal refusal) {
    assertThat(result)
        .isInstanceOfSatisfying(
            HelloResult.Malformed.class,
            malformed -> {
              assertThat(malformed.refusal()).isEqualTo(refusal);
              assertThat(malformed.detail()).isNotBlank().doesNotContain("null");
            });
  }
}
