package dev.alpnmux.cli.top;

import static dev.alpnmux.cli.top.Table.Column.number;
import static dev.alpnmux.cli.top.Table.Column.words;

import dev.alpnmux.cli.top.Layout.Section;
import dev.alpnmux.cli.top.Line.Piece;
import dev.alpnmux.cli.top.Line.Style;
import dev.alpnmux.cli.top.Status.Configuration;
import dev.alpnmux.cli.top.Status.Rates;
import dev.alpnmux.cli.top.Status.Totals;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes lines of the state of a gateway: what is wrong first, then what is busy. */
final class StatusView {
  private final Status status;
  private final String address;

  /**
   * @param address where the gateway was asked
   */
  StatusView(Status status, String address) {
    this.status = status;
    this.address = address;
  }

  /**
   * Returns the lines, none of them longer or more than there is room for.
   *
   * @param outage why there is no newer state, if that is so
   */
  List<Line> lines(Optional<String> outage, Size size) {
    List<Line> lines = new ArrayList<>();
    lines.add(head());
    outage.ifPresent(reason -> lines.add(Line.of(Style.BAD, reason)));
    Table numbers = numbers();
    lines.add(numbers.head(size.columns()));
    lines.addAll(numbers.lines(size.columns()));
    lines.addAll(Layout.fit(sections(size.columns()), size.rows() - lines.size()));
    return lines.stream().limit(size.rows()).map(line -> line.cut(size.columns())).toList();
  }

  private List<Section> sections(int width) {
    return List.of(
        Attention.section(status),
        ServiceRows.section(status.services(), width),
        ListenerRows.section(status.listeners(), width),
        RefusalRows.section(status.refusals(), status.now()));
  }

  private Line head() {
    Configuration configuration = status.configuration();
    return Line.of(status.now().truncatedTo(ChronoUnit.SECONDS) + " ")
        .and(Style.HEADING, "alpnmux " + status.version())
        .and(Style.PLAIN, " at " + address + ": ")
        .and(readinessStyle(), readiness())
        .and(Style.PLAIN, ", up " + Figures.span(status.uptimeSeconds()))
        .and(Style.PLAIN, ", configuration " + configuration.generation())
        .and(Style.PLAIN, " (" + configuration.hash() + ')')
        .and(Style.PLAIN, " for " + Figures.span(configuration.ageSeconds()));
  }

  private String readiness() {
    if (status.draining()) {
      return "DRAINING";
    }
    return status.ready() ? "ready" : "NOT READY";
  }

  private Style readinessStyle() {
    if (status.draining()) {
      return Style.WARNING;
    }
    return status.ready() ? Style.GOOD : Style.BAD;
  }

  private Table numbers() {
    Totals totals = status.totals();
    Rates rates = status.rates();
    return new Table(
            words(""),
            number("ACTIVE"),
            number("HANDSHAKING"),
            number("ACCEPTED"),
            number("REFUSED"),
            number("RELAYED"),
            number("IN"),
            number("OUT"))
        .row(
            new Piece("in all"),
            new Piece(totals.active()),
            new Piece(totals.handshaking()),
            new Piece(totals.accepted()),
            new Piece(totals.refused()),
            new Piece(totals.relayed()),
            new Piece(Figures.bytes((double) totals.bytesFromClients())),
            new Piece(Figures.bytes((double) totals.bytesToClients())))
        .row(
            new Piece("each second"),
            new Piece(""),
            new Piece(""),
            new Piece(Figures.rate(rates.accepted())),
            new Piece(Figures.rate(rates.refused())),
            new Piece(Figures.rate(rates.relayed())),
            new Piece(Figures.bytes(rates.bytesFromClients())),
            new Piece(Figures.bytes(rates.bytesToClients())));
  }
}
