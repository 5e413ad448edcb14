package dev.alpnmux.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
  private static final String HEAD = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n";
  private static final String WHOLE = HEAD + "content-LENGTH: 3 \r\n\r\n\u00e4x";

  private static HttpAnswer parse(String text) throws ProtocolException {
    return HttpAnswer.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void statusAndBodyAreRead() throws Exception {
    assertThat(parse(WHOLE)).isEqualTo(new HttpAnswer(200, "\u00e4x"));
    assertThat(parse("HTTP/1.1 401\r\n\r\n")).isEqualTo(new HttpAnswer(401, ""));
    assertThat(parse(HEAD + "\r\nto the end")).isEqualTo(new HttpAnswer(200, "to the end"));
  }

  @Test
  void noPrefixIsTheWhole() {
    byte[] octets = WHOLE.getBytes(StandardCharsets.UTF_8);

    for (int length = 0; length < octets.length; length++) {
      byte[] prefix = Arrays.copyOf(octets, length);
      assertThatThrownBy(() -> HttpAnswer.parse(prefix)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void noSingleOctetMakesAnythingElseOfIt() {
    byte[] octets = WHOLE.getBytes(StandardCharsets.UTF_8);

    for (int at = 0; at < octets.length; at++) {
      for (int other = 0; other < 256; other++) {
        byte[] changed = octets.clone();
        changed[at] = (byte) other;
        try {
          assertThat(HttpAnswer.parse(changed).status()).isBetween(100, 599);
        } catch (ProtocolException e) {
          assertThat(e.getMessage()).matches("the (length of the )?answer [ -~]*");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx"
      })
  void whatIsNotUnderstoodIsRefused(String answer) {
    assertThatThrownBy(() -> parse(answer)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aBodyThatIsNoTextIsRefused() {
    byte[] octets = (HEAD + "\r\n\u00ff").getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> HttpAnswer.parse(octets)).hasMessage("the answer is not UTF-8");
  }
}
