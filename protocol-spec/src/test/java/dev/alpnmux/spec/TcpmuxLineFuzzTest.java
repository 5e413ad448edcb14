package dev.alpnmux.spec;

import static dev.alpnmux.spec.Agreement.same;
import static dev.alpnmux.spec.Agreement.sameNumber;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.alpnmux.spec.Segments.Outcome;
import dev.alpnmux.spec.TcpmuxOracle.Kind;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class TcpmuxLineFuzzTest {
  static Stream<byte[]> lines() {
    return Stream.of(
            "echo\r\nhello", "HELP\r\n", "+Go\r\n\0", "-no\r\n", "x\n", "\r\n", "+\u00e9\r\n")
        .map(line -> line.getBytes(US_ASCII));
  }

  @MethodSource("lines")
  @FuzzTest
  void everyCutIsReadTheSameAndASecondReaderAgrees(byte[] bytes) {
    judge(bytes, false);
    judge(bytes, true);
  }

  private static void judge(byte[] bytes, boolean isReply) {
    Outcome<TcpmuxResult> whole = Segments.whole(bytes, reader(isReply)::read);
    Outcome<TcpmuxResult> cut = Segments.cut(bytes, reader(isReply)::read);
    Kind kind = kind(whole.result());

    same(cut.result(), whole.result());
    same(kind, TcpmuxOracle.kind(bytes, isReply));
    if (kind == Kind.NEED_MORE) {
      sameNumber(whole.taken(), bytes.length);
    }
    if (whole.result() instanceof TcpmuxResult.Complete complete) {
      same(complete.line(), TcpmuxOracle.line(bytes, isReply));
      sameNumber(whole.taken(), cut.taken());
      sameNumber(whole.taken(), complete.line().length() + 2);
      if (!isReply && !TcpmuxExchange.isHelp(complete.line())) {
        byte[] request = TcpmuxExchange.request(complete.line());
        same(Arrays.equals(request, 0, request.length, bytes, 0, whole.taken()), true);
      }
    }
  }

  private static TcpmuxLineReader reader(boolean isReply) {
    return isReply ? TcpmuxLineReader.ofReply() : TcpmuxLineReader.ofRequest();
  }

  private static Kind kind(TcpmuxResult result) {
    return result.fold(
        line -> Kind.COMPLETE,
        () -> Kind.NEED_MORE,
        (refusal, detail) -> refusal == Refusal.HELLO_TOO_LARGE ? Kind.TOO_LONG : Kind.MALFORMED);
  }
}
