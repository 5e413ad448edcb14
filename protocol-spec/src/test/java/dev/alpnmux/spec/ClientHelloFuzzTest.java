package dev.alpnmux.spec;

import static dev.alpnmux.spec.Agreement.same;
import static dev.alpnmux.spec.Agreement.sameNumber;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.alpnmux.spec.Segments.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ClientHelloFuzzTest {
  private static final int BYTES_MAX = HelloVector.BYTES_MAX;
  private static final HelloResult NEED_MORE = new HelloResult.NeedMore();

  static Stream<byte[]> captured() {
    return HelloVector.all().map(HelloVector::bytes);
  }

  @MethodSource("captured")
  @FuzzTest
  void everyCutIsReadTheSameAndASecondReaderAgrees(byte[] bytes) {
    ClientHelloReader reader = new ClientHelloReader(BYTES_MAX);
    Outcome<HelloResult> whole = Segments.whole(bytes, reader::read);
    Outcome<HelloResult> cut = Segments.cut(bytes, new ClientHelloReader(BYTES_MAX)::read);
    Optional<ClientHello> hello =
        whole.result().fold(Optional::of, Optional::empty, (r, d) -> Optional.empty());

    same(cut.result(), whole.result());
    same(hello, HelloOracle.read(bytes, BYTES_MAX));
    boundIsKept(bytes, whole.result(), reader.bytesRead());
    if (whole.result().equals(NEED_MORE)) {
      sameNumber(whole.taken(), bytes.length);
    }
    if (hello.isPresent()) {
      sameNumber(whole.taken(), cut.taken());
      sameNumber(whole.taken(), reader.bytesRead());
      itsOwnBytesAreReadTheSame(Arrays.copyOf(bytes, whole.taken()), whole.result());
      writtenFormsAreSafe(hello.get());
    }
  }

  /** With less room it is the same hello, or too large. */
  private static void boundIsKept(byte[] bytes, HelloResult result, int bytesRead) {
    int bytesMax = 1 + Math.floorMod(Arrays.hashCode(bytes), bytes.length + 1);
    HelloResult bounded = Segments.whole(bytes, new ClientHelloReader(bytesMax)::read).result();
    boolean isTooLarge =
        bounded instanceof HelloResult.Malformed m && m.refusal() == Refusal.HELLO_TOO_LARGE;
    if (!isTooLarge) {
      same(bounded, result);
    }
    if (result instanceof HelloResult.Complete) {
      same(isTooLarge, bytesRead > bytesMax);
    }
  }

  private static void itsOwnBytesAreReadTheSame(byte[] exact, HelloResult result) {
    same(HelloFeed.read(exact), result);
    same(HelloFeed.read(Arrays.copyOf(exact, exact.length - 1)), NEED_MORE);
    byte[] records = HelloBuilder.records(HelloFeed.messageOf(exact), 1 + exact.length / 3);
    if (records.length <= BYTES_MAX) {
      same(HelloFeed.read(records), result);
    }
  }

  private static void writtenFormsAreSafe(ClientHello hello) {
    same(Agreement.isPrintable(hello.toString()), true);
    for (ApplicationProtocol id : hello.protocols().orElse(List.of())) {
      same(ApplicationProtocol.parse(id.toString()), id);
      same(ApplicationProtocol.of(id.bytes()), id);
    }
    hello
        .serverName()
        .flatMap(ServerName::parse)
        .ifPresent(name -> same(ServerName.parse(name.value()), Optional.of(name)));
  }
}
