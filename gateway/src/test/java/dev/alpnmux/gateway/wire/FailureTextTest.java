package dev.alpnmux.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void theRootCauseSpeaks() {
    IOException failure = new IOException("outer", new IOException("inner"));
    assertThat(FailureText.of(failure)).isEqualTo("inner");
  }

  @Test
  void whatAPeerSentIsNotRepeated() {
    String dump = "not an SSL/TLS record: " + "474554".repeat(30_000);
    assertThat(FailureText.of(new DecoderException(new NotSslRecordException(dump))))
        .isEqualTo("what it sends is no TLS record");
  }

  @Test
  void oneShortLineIsAllThereIs() {
    String text = FailureText.of(new IOException("a\r\nb\u0000c " + "x".repeat(1000)));
    assertThat(text).startsWith("a b c x").hasSizeLessThan(210).doesNotContain("\n");
  }

  @Test
  void theNameOfASystemCallTellsAnOperatorNothing() {
    IOException failure =
        new IOException("connect(..) failed with error(-111): Connection refused");
    assertThat(FailureText.of(failure)).isEqualTo("Connection refused");
  }

  @Test
  void aFailureWithoutWordsIsNamed() {
    assertThat(FailureText.of(new IOException())).isEqualTo("IOException");
  }
}
