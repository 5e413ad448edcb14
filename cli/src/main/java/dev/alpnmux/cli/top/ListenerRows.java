package dev.alpnmux.cli.top;

import static dev.alpnmux.cli.top.Table.Column.number;
import static dev.alpnmux.cli.top.Table.Column.words;

import dev.alpnmux.cli.top.Layout.Section;
import dev.alpnmux.cli.top.Line.Piece;
import dev.alpnmux.cli.top.Line.Style;
import dev.alpnmux.cli.top.Status.Listener;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The listeners, and what each of them has refused most. */
final class ListenerRows {
  private static final int REASONS_MAX = 4;

  private ListenerRows() {}

  static Section section(List<Listener> listeners, int width) {
    Table table =
        new Table(
            words("LISTENER"),
            words("ADDRESS"),
            words("TRANSPORT"),
            number("CONN/S"),
            number("REFUSED/S"),
            words("REFUSED"));
    listeners.forEach(listener -> add(listener, table));
    return Section.of(table.head(width), table.lines(width));
  }

  private static void add(Listener listener, Table table) {
    table.row(
        new Piece(listener.name()),
        new Piece(listener.address()),
        transport(listener),
        new Piece(Figures.rate(listener.acceptedEachSecond())),
        new Piece(Figures.rate(listener.refusedEachSecond())),
        new Piece(reasons(listener.refused())));
  }

  private static Piece transport(Listener listener) {
    return listener.strictness().equals("report")
        ? new Piece(Style.WARNING, listener.transport() + ", reports only")
        : new Piece(listener.transport());
  }

  /** {@code unknown_service 17, not_tls 3, 4 others}, or nothing. */
  private static String reasons(Map<String, Long> refused) {
    String most =
        refused.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(REASONS_MAX)
            .map(reason -> reason.getKey() + ' ' + reason.getValue())
            .collect(Collectors.joining(", "));
    int others = refused.size() - REASONS_MAX;
    return others > 0 ? most + ", " + others + " more" : most;
  }
}
