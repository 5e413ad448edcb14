package dev.alpnmux.cli.top;

import static dev.alpnmux.cli.top.Table.Column.number;
import static dev.alpnmux.cli.top.Table.Column.words;

import dev.alpnmux.cli.top.Layout.Section;
import dev.alpnmux.cli.top.Line.Piece;
import dev.alpnmux.cli.top.Line.Style;
import dev.alpnmux.cli.top.Status.Service;
import java.util.Comparator;
import java.util.List;

/** The services, the busiest first; those that are alike stand as in the configuration. */
final class ServiceRows {
  private static final Comparator<Service> BUSIEST_FIRST =
      Comparator.comparingDouble(Service::relayedEachSecond)
          .thenComparingDouble(Service::bytesEachSecond)
          .thenComparingLong(Service::active)
          .reversed();

  private ServiceRows() {}

  static Section section(List<Service> services, int width) {
    Table table =
        new Table(
            words("SERVICE"),
            words("MODE"),
            number("ACTIVE"),
            number("CONN/S"),
            number("IN/S"),
            number("OUT/S"),
            words("UPSTREAMS"));
    services.stream().sorted(BUSIEST_FIRST).forEach(service -> add(service, table));
    return Section.of(table.head(width), table.lines(width));
  }

  private static void add(Service service, Table table) {
    table.row(
        new Piece(service.name()),
        new Piece(service.mode()),
        new Piece(service.active()),
        new Piece(Figures.rate(service.relayedEachSecond())),
        new Piece(Figures.bytes(service.bytesFromClientsEachSecond())),
        new Piece(Figures.bytes(service.bytesToClientsEachSecond())),
        upstreams(service));
  }

  private static Piece upstreams(Service service) {
    String up =
        service
            .builtin()
            .map(builtin -> "builtin " + builtin)
            .orElseGet(() -> service.upstreamsUp() + "/" + service.upstreams().size());
    String down = service.hasUpstreamDown() ? " DOWN" : "";
    return new Piece(style(service), up + down + (service.draining() ? " draining" : ""));
  }

  private static Style style(Service service) {
    if (service.hasUpstreamDown()) {
      return service.upstreamsUp() == 0 ? Style.BAD : Style.WARNING;
    }
    return service.draining() ? Style.WARNING : Style.PLAIN;
  }
}
