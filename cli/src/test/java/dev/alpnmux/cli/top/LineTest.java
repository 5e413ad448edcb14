package dev.alpnmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.top.Line.Style;
import org.junit.jupiter.api.Test;

class LineTest {
  private static final Line LINE = Line.of("abc").and(Style.BAD, "def").and(Style.PLAIN, "ghi");

  @Test
  void aCutShows() {
    assertThat(LINE.cut(9)).isEqualTo(LINE);
    assertThat(LINE.cut(8).plain()).isEqualTo("abcdefg~");
    assertThat(LINE.cut(6).plain()).isEqualTo("abcde~");
    assertThat(LINE.cut(3).plain()).isEqualTo("ab~");
    assertThat(LINE.cut(1).plain()).isEqualTo("~");
  }

  @Test
  void aStyleEndsWithItsPiece() {
    assertThat(LINE.styled()).isEqualTo("abc\u001b[1;31mdef\u001b[0mghi");
    assertThat(LINE.cut(5).styled()).isEqualTo("ab" + "c\u001b[1;31md\u001b[0m~");
  }
}
