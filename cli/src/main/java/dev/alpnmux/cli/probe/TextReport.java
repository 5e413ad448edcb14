package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.probe.Outcome.Result;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints a line for each finding as it comes, and a last one that counts them. */
final class TextReport implements Report {
  private final PrintStream out;

  TextReport(PrintStream out, Target target) {
    this.out = out;
    out.printf(
        Locale.ROOT,
        "%s, %s, %s%n",
        target,
        target.serverName().map(name -> "server name " + name).orElse("no server name"),
        services(target.services()));
  }

  private static String services(List<ApplicationProtocol> ids) {
    String names =
        ids.stream().map(ApplicationProtocol::toString).collect(Collectors.joining(", "));
    return switch (ids.size()) {
      case 0 -> "no known service";
      case 1 -> "service " + names;
      default -> "services " + names;
    };
  }

  @Override
  public void begin(Group group) {
    out.printf(Locale.ROOT, "%n%s%n", group.heading());
  }

  @Override
  public void add(Finding finding) {
    Check check = finding.check();
    Outcome outcome = finding.outcome();
    row(word(outcome.result()), check.requirement(), check.title(), outcome.seen());
    if (outcome.isFailure()) {
      row("", "", "", "wanted: " + outcome.expected());
    }
  }

  private void row(String result, String requirement, String title, String seen) {
    out.printf(Locale.ROOT, "  %-4s  %-10s  %-30s  %s%n", result, requirement, title, seen);
  }

  private static String word(Result result) {
    return result == Result.NOT_APPLICABLE ? "n/a" : result.name();
  }

  @Override
  public void end(List<Finding> findings) {
    List<Finding> failures = findings.stream().filter(f -> f.outcome().isFailure()).toList();
    String failed =
        failures.stream()
            .map(failure -> failure.check().requirement())
            .distinct()
            .collect(Collectors.joining(", ", " (", ")"));
    out.printf(
        Locale.ROOT,
        "%n%d checks: %d passed, %d failed%s, %d not applicable%n",
        findings.size(),
        Report.count(findings, Result.PASS),
        failures.size(),
        failures.isEmpty() ? "" : failed,
        Report.count(findings, Result.NOT_APPLICABLE));
  }
}
