package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.log.JsonText;
import dev.alpnmux.cli.probe.Outcome.Result;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints one line of JSON at the end; its schema is {@code probe-1.json}. */
final class JsonReport implements Report {
  private final PrintStream out;
  private final Target target;

  JsonReport(PrintStream out, Target target) {
    this.out = out;
    this.target = target;
  }

  @Override
  public void end(List<Finding> findings) {
    StringJoiner members = new StringJoiner(",", "{", "}");
    members.add(member("host", JsonText.quoted(target.host())));
    members.add(member("address", JsonText.quoted(target.address().getAddress().getHostAddress())));
    members.add(member("port", target.address().getPort()));
    target.serverName().ifPresent(n -> members.add(member("serverName", JsonText.quoted(n))));
    members.add(member("services", array(target.services().stream().map(JsonReport::quoted))));
    members.add(member("passed", Report.count(findings, Result.PASS)));
    members.add(member("failed", Report.count(findings, Result.FAIL)));
    members.add(member("notApplicable", Report.count(findings, Result.NOT_APPLICABLE)));
    members.add(member("checks", array(findings.stream().map(JsonReport::check))));
    out.println(members);
  }

  private static String check(Finding finding) {
    Check check = finding.check();
    Outcome outcome = finding.outcome();
    StringJoiner members = new StringJoiner(",", "{", "}");
    members.add(member("name", JsonText.quoted(check.name())));
    members.add(member("requirement", JsonText.quoted(check.requirement())));
    members.add(member("title", JsonText.quoted(check.title())));
    members.add(member("result", JsonText.quoted(word(outcome.result()))));
    if (!outcome.expected().isEmpty()) {
      members.add(member("expected", JsonText.quoted(outcome.expected())));
    }
    members.add(member("seen", JsonText.quoted(outcome.seen())));
    return members.toString();
  }

  private static String word(Result result) {
    return result == Result.NOT_APPLICABLE
        ? "notApplicable"
        : result.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(Object value) {
    return JsonText.quoted(value.toString());
  }

  private static String array(Stream<String> values) {
    return values.collect(Collectors.joining(",", "[", "]"));
  }

  private static String member(String name, Object json) {
    return JsonText.quoted(name) + ':' + json;
  }
}
