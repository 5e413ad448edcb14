package dev.alpnmux.cli.top;

import dev.alpnmux.cli.top.Layout.Section;
import dev.alpnmux.cli.top.Line.Style;
import dev.alpnmux.cli.top.Status.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The last refusals, each with what to do about it. */
final class RefusalRows {
  private RefusalRows() {}

  static Section section(List<Refused> refusals, Instant now) {
    return new Section(
        Line.of(Style.HEADING, "LAST REFUSALS"),
        refusals.stream().map(refused -> List.of(what(refused, now), fix(refused))).toList());
  }

  private static Line what(Refused refused, Instant now) {
    long age = Duration.between(refused.time(), now).toSeconds();
    return Line.of(Figures.span(age) + " ago  ")
        .and(Style.BAD, refused.reason())
        .and(Style.PLAIN, refused.alert().map(alert -> " (" + alert + ')').orElse(""))
        .and(Style.PLAIN, "  " + refused.client() + " at " + refused.listener())
        .and(Style.PLAIN, "  " + wanted(refused));
  }

  private static String wanted(Refused refused) {
    Optional<String> asked = refused.asked().map(name -> "asked for " + name);
    return asked.orElseGet(
        () ->
            refused.serverName().orElse("no server name")
                + refused
                    .offered()
                    .map(ids -> " [" + String.join(", ", ids) + ']')
                    .orElse(" without ALPN"));
  }

  private static Line fix(Refused refused) {
    return Line.of("    fix: " + refused.fix());
  }
}
