package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class TcpmuxLineFuzzTest {
  static Stream<byte[]> lines() {
    return Stream.of("echo\r\nhello", "HELP\r\n", "+Go\r\n\0", "-no\r\n", "x\n", "\r\n")
        .map(line -> line.getBytes(US_ASCII));
  }

  @MethodSource("lines")
  @FuzzTest(maxDuration = "5m")
  void nothingThrowsAndTheCutsDoNotMatter(byte[] bytes) {
    judge(TcpmuxLineReader::ofRequest, bytes);
    judge(TcpmuxLineReader::ofReply, bytes);
  }

  private static void judge(Supplier<TcpmuxLineReader> readers, byte[] bytes) {
    TcpmuxLineReader reader = readers.get();
    TcpmuxResult result = new TcpmuxResult.NeedMore();
    for (byte octet : bytes) {
      result = reader.read(ByteBuffer.wrap(new byte[] {octet}));
    }
    assertThat(result).isEqualTo(readers.get().read(ByteBuffer.wrap(bytes)));
    if (result instanceof TcpmuxResult.Complete complete) {
      assertThat(complete.line()).matches("[ -~]{1,255}");
    }
  }
}
