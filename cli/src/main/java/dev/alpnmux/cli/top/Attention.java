package dev.alpnmux.cli.top;

import dev.alpnmux.cli.top.Layout.Section;
import dev.alpnmux.cli.top.Line.Style;
import dev.alpnmux.cli.top.Status.Certificate;
import dev.alpnmux.cli.top.Status.Service;
import dev.alpnmux.cli.top.Status.Upstream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody should do something about, the worst first. */
final class Attention {
  /** When a certificate that is renewed by a program should have been. */
  private static final int DAYS_LEFT_FEW = 21;

  private static final int DAYS_LEFT_LAST = 7;

  private Attention() {}

  static Section section(Status status) {
    List<Line> bad =
        Stream.of(
                status.configuration().lastReloadError().stream()
                    .map(problem -> "the last reload was refused: " + problem),
                unreachable(status.services()),
                status.certificates().stream()
                    .filter(certificate -> certificate.daysLeft() <= DAYS_LEFT_LAST)
                    .map(Attention::text))
            .flatMap(texts -> texts)
            .map(text -> Line.of(Style.BAD, "! " + text))
            .toList();
    List<Line> soon =
        Stream.concat(
                status.certificates().stream()
                    .filter(certificate -> certificate.daysLeft() > DAYS_LEFT_LAST)
                    .filter(certificate -> certificate.daysLeft() <= DAYS_LEFT_FEW)
                    .map(Attention::text),
                weakened(status.services()))
            .map(text -> Line.of(Style.WARNING, "! " + text))
            .toList();
    return Section.of(
        Line.of(Style.HEADING, "ATTENTION"), Stream.concat(bad.stream(), soon.stream()).toList());
  }

  private static Stream<String> unreachable(List<Service> services) {
    return services.stream()
        .filter(service -> service.hasUpstreamDown() && service.upstreamsUp() == 0)
        .map(Attention::text);
  }

  private static Stream<String> weakened(List<Service> services) {
    return services.stream()
        .filter(service -> service.hasUpstreamDown() && service.upstreamsUp() > 0)
        .map(Attention::text);
  }

  private static String text(Service service) {
    int all = service.upstreams().size();
    long down = all - service.upstreamsUp();
    return "service "
        + service.name()
        + ": "
        + down
        + " of "
        + all
        + " upstreams down, "
        + down(service);
  }

  private static String down(Service service) {
    return service.upstreams().stream()
        .filter(upstream -> !upstream.up())
        .map(Upstream::address)
        .collect(Collectors.joining(", "));
  }

  private static String text(Certificate certificate) {
    return "certificate "
        + certificate.file()
        + (certificate.daysLeft() < 0 ? " is EXPIRED" : ends(certificate.daysLeft()))
        + " ("
        + String.join(", ", certificate.names())
        + ')';
  }

  private static String ends(long days) {
    return days == 0 ? " ends within a day" : " ends in " + days + (days == 1 ? " day" : " days");
  }
}
