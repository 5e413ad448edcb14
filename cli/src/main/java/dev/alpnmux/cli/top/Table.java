package dev.alpnmux.cli.top;

import dev.alpnmux.cli.top.Line.Piece;
import dev.alpnmux.cli.top.Line.Style;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under headings. The first column gives way where there is little room. */
final class Table {
  private static final String GAP = "  ";
  private static final int FIRST_MIN = 8;

  private final List<Column> columns;
  private final List<List<Piece>> rows = new ArrayList<>();

  /** A column: words stand at its left, numbers at its right. */
  record Column(String heading, boolean isNumber) {
    static Column words(String heading) {
      return new Column(heading, false);
    }

    static Column number(String heading) {
      return new Column(heading, true);
    }
  }

  Table(Column... columns) {
    this.columns = List.of(columns);
  }

  /** Adds a row with a piece for each column. */
  Table row(Piece... pieces) {
    if (pieces.length != columns.size()) {
      throw new IllegalArgumentException(columns.size() + " columns but " + pieces.length);
    }
    rows.add(List.of(pieces));
    return this;
  }

  /** Returns the line of the headings. */
  Line head(int width) {
    return line(headings(), widths(width));
  }

  /** Returns the rows as lines. */
  List<Line> lines(int width) {
    List<Integer> widths = widths(width);
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private List<Piece> headings() {
    return columns.stream().map(column -> new Piece(Style.HEADING, column.heading())).toList();
  }

  private List<Integer> widths(int width) {
    List<Integer> widths =
        new ArrayList<>(IntStream.range(0, columns.size()).mapToObj(this::widest).toList());
    int others = widths.stream().skip(1).mapToInt(w -> w + GAP.length()).sum();
    widths.set(0, Math.min(widths.get(0), Math.max(FIRST_MIN, width - others)));
    return Collections.unmodifiableList(widths);
  }

  private int widest(int column) {
    return rows.stream()
        .mapToInt(row -> row.get(column).text().length())
        .reduce(columns.get(column).heading().length(), Math::max);
  }

  private Line line(List<Piece> cells, List<Integer> widths) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      Piece cell = cells.get(i).cut(widths.get(i));
      Piece blanks = new Piece(" ".repeat(widths.get(i) - cell.text().length()));
      boolean isNumber = columns.get(i).isNumber();
      pieces.addAll(isNumber ? List.of(blanks, cell) : List.of(cell, blanks));
      pieces.add(new Piece(GAP));
    }
    // Blanks at the end would be cut as if something were lost.
    boolean endsWithNumber = columns.get(columns.size() - 1).isNumber();
    return new Line(pieces.subList(0, pieces.size() - (endsWithNumber ? 1 : 2)));
  }
}
