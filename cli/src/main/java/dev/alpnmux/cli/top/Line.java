package dev.alpnmux.cli.top;

import dev.alpnmux.cli.admin.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line on a terminal, in pieces of one style each. Whatever it is made of, nothing but its own
 * styles commands the terminal.
 */
record Line(List<Piece> pieces) {
  /** What a line of no text is. */
  static final Line EMPTY = new Line(List.of());

  private static final String CUT = "~";

  /** How a piece looks; none is the only sign of anything. */
  enum Style {
    PLAIN(""),
    HEADING("1"),
    DIM("2"),
    GOOD("32"),
    WARNING("33"),
    BAD("1;31");

    private final String code;

    Style(String code) {
      this.code = code;
    }

    /** Returns the text with the codes of ECMA-48 (8.3.117) around it. */
    private String around(String text) {
      return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + 'm' + text + "\u001b[0m";
    }
  }

  /** A text of one style; what is not printable in it is escaped. */
  record Piece(Style style, String text) {
    Piece {
      text = Printable.of(text);
    }

    Piece(String text) {
      this(Style.PLAIN, text);
    }

    Piece(long number) {
      this(Long.toString(number));
    }

    /** Returns it with so many columns at the most, and a sign where it is cut. */
    Piece cut(int width) {
      return text.length() <= width ? this : new Piece(style, text.substring(0, width - 1) + CUT);
    }
  }

  static Line of(Style style, String text) {
    return new Line(List.of(new Piece(style, text)));
  }

  static Line of(String text) {
    return of(Style.PLAIN, text);
  }

  /** Returns the line with more behind it. */
  Line and(Style style, String text) {
    List<Piece> all = new ArrayList<>(pieces);
    all.add(new Piece(style, text));
    return new Line(all);
  }

  /** Returns it with so many columns at the most, and a sign where it is cut. */
  Line cut(int width) {
    if (length() <= width) {
      return this;
    }
    List<Piece> kept = new ArrayList<>();
    int left = width - CUT.length();
    for (Piece piece : pieces) {
      int taken = Math.min(left, piece.text().length());
      kept.add(new Piece(piece.style(), piece.text().substring(0, taken)));
      left -= taken;
    }
    kept.add(new Piece(CUT));
    return new Line(kept);
  }

  private int length() {
    return pieces.stream().mapToInt(piece -> piece.text().length()).sum();
  }

  /** Returns the text alone. */
  String plain() {
    return pieces.stream().map(Piece::text).collect(Collectors.joining()).stripTrailing();
  }

  /** Returns the text with its styles, as a terminal takes them. */
  String styled() {
    return pieces.stream()
        .map(piece -> piece.style().around(piece.text()))
        .collect(Collectors.joining());
  }
}
