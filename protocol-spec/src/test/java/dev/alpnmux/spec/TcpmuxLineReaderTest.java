package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpmuxLineReaderTest {
  private static final String LONGEST = "x".repeat(TcpmuxLineReader.OCTETS_MAX);

  @ParameterizedTest
  @ValueSource(strings = {"echo", "x", "h2", "a b", "%00x", "~"})
  void aLineOfPrintableAsciiEndsWithCrLf(String name) {
    assertThat(request(name + "\r\n")).isEqualTo(new TcpmuxResult.Complete(name));
  }

  @Test
  void eachPrefixNeedsMore() {
    String line = LONGEST + "\r\n";
    for (int i = 0; i < line.length(); i++) {
      assertThat(request(line.substring(0, i)))
          .as("%s octets", i)
          .isInstanceOf(TcpmuxResult.NeedMore.class);
    }
    assertThat(request(line)).isEqualTo(new TcpmuxResult.Complete(LONGEST));
  }

  @Test
  void whatFollowsIsLeftToTheService() {
    ByteBuffer bytes = ByteBuffer.wrap(octets("echo\r\n\r\nhello"));
    TcpmuxLineReader reader = TcpmuxLineReader.ofRequest();

    assertThat(reader.read(bytes)).isEqualTo(new TcpmuxResult.Complete("echo"));
    assertThat(bytes.remaining()).isEqualTo("\r\nhello".length());
    assertThat(reader.read(bytes)).isEqualTo(new TcpmuxResult.Complete("echo"));
    assertThat(bytes.remaining()).isEqualTo("\r\nhello".length());
  }

  @Test
  void theOctetBeyondTheBoundIsTooMuchAtOnce() {
    assertThat(request(LONGEST + "x"))
        .isEqualTo(
            new TcpmuxResult.Malformed(
                Refusal.HELLO_TOO_LARGE, "the line is longer than 255 octets"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "echo\n", "echo\r\r", "echo\rx", "echo\r\0"})
  void crAndLfOnlyStandTogether(String text) {
    assertThat(request(text)).isEqualTo(malformed("CR and LF do not stand together"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\26\3\1", "ec\tho", "ec\0ho", "\u00e9cho", "\177", "ec\33ho"})
  void anOctetThatIsNotPrintableAsciiEndsIt(String text) {
    assertThat(request(text))
        .isEqualTo(malformed("the line has an octet that is not printable ASCII"));
  }

  @Test
  void anEmptyLineNamesNothing() {
    assertThat(request("\r")).isEqualTo(malformed("the line is empty"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "-", "+Go", "-Service name not found"})
  void aReplyBeginsWithItsAnswer(String line) {
    assertThat(reply(line + "\r\n")).isEqualTo(new TcpmuxResult.Complete(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Go", "\26\3\3", "HTTP/1.1 400", "\0", " +"})
  void aReplyThatBeginsOtherwiseIsNone(String text) {
    assertThat(reply(text)).isEqualTo(malformed("the line begins with neither + nor -"));
  }

  @Test
  void whatATerminalCouldActOnReadsAsAQuestionMark() {
    assertThat(reply("-\33[2J\0\u00e9!\r\n")).isEqualTo(new TcpmuxResult.Complete("-?[2J??!"));
  }

  @Test
  void aReplyHasTheSameBound() {
    String longest = "+" + LONGEST.substring(1);
    assertThat(reply(longest + "\r\n")).isEqualTo(new TcpmuxResult.Complete(longest));
    assertThat(reply(longest + "x")).isInstanceOf(TcpmuxResult.Malformed.class);
  }

  @Test
  void eachOutcomeFoldsToItsOwnFunction() {
    assertThat(fold(request("echo\r\n"))).isEqualTo("line echo");
    assertThat(fold(request("echo"))).isEqualTo("more");
    assertThat(fold(request("\n"))).isEqualTo("malformed_hello: CR and LF do not stand together");
  }

  private static String fold(TcpmuxResult result) {
    return result.fold(line -> "line " + line, () -> "more", (why, detail) -> why + ": " + detail);
  }

  private static TcpmuxResult request(String text) {
    return TcpmuxLineReader.ofRequest().read(ByteBuffer.wrap(octets(text)));
  }

  private static TcpmuxResult reply(String text) {
    return TcpmuxLineReader.ofReply().read(ByteBuffer.wrap(octets(text)));
  }

  private static TcpmuxResult malformed(String detail) {
    return new TcpmuxResult.Malformed(Refusal.MALFORMED_HELLO, detail);
  }

  private static byte[] octets(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
