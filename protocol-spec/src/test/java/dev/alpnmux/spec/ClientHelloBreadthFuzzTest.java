package dev.alpnmux.spec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One reading of each input and cheap questions about it, for very many inputs; {@link
 * ClientHelloFuzzTest} looks closely at fewer.
 */
class ClientHelloBreadthFuzzTest {
  private static final int BYTES_MAX = HelloVector.BYTES_MAX;

  @MethodSource("dev.alpnmux.spec.ClientHelloFuzzTest#captured")
  @FuzzTest
  void everyReadingEndsWithinItsInput(byte[] bytes) {
    ByteBuffer input = ByteBuffer.wrap(bytes);
    ClientHelloReader reader = new ClientHelloReader(BYTES_MAX);
    HelloResult result = reader.read(input);
    if (result instanceof HelloResult.Complete) {
      require(reader.bytesRead() > 0 && reader.bytesRead() == input.position(), result);
    } else if (result instanceof HelloResult.NeedMore) {
      require(!input.hasRemaining() && bytes.length < BYTES_MAX, result);
    } else {
      require(bytes.length > 0, result);
    }
  }

  private static void require(boolean isSo, HelloResult result) {
    if (!isSo) {
      throw new AssertionError("not what it should be: " + result);
    }
  }
}
