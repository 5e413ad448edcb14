package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.probe.Outcome.Result;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what CI servers read as the results of tests: the XML of JUnit, one case per check. */
final class JUnitReport implements Report {
  private final PrintStream out;
  private final String suite;

  JUnitReport(PrintStream out, Target target) {
    this.out = out;
    this.suite = "alpnmux probe " + target.where();
  }

  @Override
  public void end(List<Finding> findings) {
    out.println("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    out.printf(
        Locale.ROOT,
        "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\">%n",
        escaped(suite),
        findings.size(),
        Report.count(findings, Result.FAIL),
        Report.count(findings, Result.NOT_APPLICABLE));
    findings.forEach(this::testCase);
    out.println("</testsuite>");
  }

  private void testCase(Finding finding) {
    Check check = finding.check();
    out.printf(
        Locale.ROOT,
        "  <testcase classname=\"%s\" name=\"%s: %s\"",
        check.requirement(),
        check.name(),
        escaped(check.title()));
    String seen = escaped(finding.outcome().seen());
    switch (finding.outcome().result()) {
      case PASS -> out.printf(Locale.ROOT, "/>%n");
      case NOT_APPLICABLE ->
          out.printf(Locale.ROOT, "><skipped message=\"%s\"/></testcase>%n", seen);
      case FAIL ->
          out.printf(
              Locale.ROOT,
              "><failure message=\"%s; wanted: %s\"/></testcase>%n",
              seen,
              escaped(finding.outcome().expected()));
    }
  }

  /** XML 1.0 has no way to write most control characters; ids are in written form anyway. */
  private static String escaped(String text) {
    StringBuilder xml = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      append(xml, text.charAt(i));
    }
    return xml.toString();
  }

  private static void append(StringBuilder xml, char c) {
    switch (c) {
      case '&' -> xml.append("&amp;");
      case '<' -> xml.append("&lt;");
      case '"' -> xml.append("&quot;");
      default -> {
        if (c < 0x20 || Character.isSurrogate(c) || c > 0xFFFD) {
          xml.append('?');
        } else if (c > '~') {
          xml.append("&#").append((int) c).append(';');
        } else {
          xml.append(c);
        }
      }
    }
  }
}
