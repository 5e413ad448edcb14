package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ClientHelloFuzzTest {
  static Stream<byte[]> captured() {
    return HelloVector.all().map(HelloVector::bytes);
  }

  @MethodSource("captured")
  @FuzzTest(maxDuration = "5m")
  void nothingThrowsAndTheCutsDoNotMatter(byte[] bytes) {
    assertThat(HelloFeed.oneByOne(bytes)).isEqualTo(HelloFeed.read(bytes));
  }
}
