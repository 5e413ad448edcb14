package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class TcpmuxLineProperty {
  @Property
  void whatIsRequestedReadsBackTheSameInAnyCut(
      @ForAll @CharRange(from = '!', to = '~') @StringLength(min = 1, max = 255) String name,
      @ForAll @Size(max = 20) byte[] behind) {
    if (TcpmuxExchange.isHelp(name)) {
      return;
    }
    byte[] all = HelloBuilder.join(TcpmuxExchange.request(name), behind);
    assertThat(whole(TcpmuxLineReader::ofRequest, all)).isEqualTo(new TcpmuxResult.Complete(name));
    assertThat(oneByOne(TcpmuxLineReader::ofRequest, all))
        .isEqualTo(new TcpmuxResult.Complete(name));
  }

  @Property(tries = 3000)
  void noBytesThrowAndNoCutChangesTheAnswer(@ForAll @Size(max = 300) byte[] bytes) {
    assertThat(oneByOne(TcpmuxLineReader::ofRequest, bytes))
        .isEqualTo(whole(TcpmuxLineReader::ofRequest, bytes));
    assertThat(oneByOne(TcpmuxLineReader::ofReply, bytes))
        .isEqualTo(whole(TcpmuxLineReader::ofReply, bytes));
  }

  @Property(tries = 3000)
  void anOctetWrittenOverALineIsReadOrRefusedButNeverThrows(
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 255) String name,
      @ForAll byte written,
      @ForAll @IntRange(max = 10_000) int place) {
    byte[] line = (name + "\r\n").getBytes(US_ASCII);
    line[place % line.length] = written;
    TcpmuxResult result = whole(TcpmuxLineReader::ofRequest, line);

    assertThat(oneByOne(TcpmuxLineReader::ofRequest, line)).isEqualTo(result);
    if (result instanceof TcpmuxResult.Complete complete) {
      assertThat(complete.line()).matches("[ -~]{1,255}");
    }
  }

  private static TcpmuxResult whole(Supplier<TcpmuxLineReader> reader, byte[] bytes) {
    return reader.get().read(ByteBuffer.wrap(bytes));
  }

  private static TcpmuxResult oneByOne(Supplier<TcpmuxLineReader> readers, byte[] bytes) {
    TcpmuxLineReader reader = readers.get();
    TcpmuxResult result = new TcpmuxResult.NeedMore();
    for (byte octet : bytes) {
      result = reader.read(ByteBuffer.wrap(new byte[] {octet}));
    }
    return result;
  }
}
