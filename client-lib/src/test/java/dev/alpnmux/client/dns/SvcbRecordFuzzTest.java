package dev.alpnmux.client.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SvcbRecordFuzzTest {
  static Stream<byte[]> records() {
    return Stream.of(
            "0000 03666f6f 00",
            "0001 03612e62 01 5c 00",
            "0001 00",
            "0010 03666f6f 00 0000 0004 0001 0004 0001 0006 02 6832 02 6833 0004 0004 c0000201",
            "0001 00 0001 0003 02 6832 0002 0000 0003 0002 20fb",
            "0001 00 0004 0008 c0000201 c0000202 0006 0010 20010db8000000000000000000000001",
            "0001 00 0000 0002 029b 029b 0001 00")
        .map(hex -> HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @MethodSource("records")
  @FuzzTest
  void aSecondReaderAgrees(byte[] data) {
    Optional<List<SvcbRecord>> records = SvcbRecord.parseAll(List.of(data));
    // Nothing is made unless they differ: this runs some million times.
    if (!records.equals(SvcbOracle.read(data))) {
      assertThat(records).isEqualTo(SvcbOracle.read(data));
    }
  }
}
