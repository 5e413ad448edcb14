package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.probe.Peers.Peer;
import dev.alpnmux.gateway.testing.Program;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** PEERS.md: what people have written there stays, what a probe finds is put between its marks. */
final class PeersDocument {
  private static final String VERSIONS = "versions";
  private static final String FINDINGS = "findings";

  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+");

  private final String text;
  private final Map<Peer, List<Finding>> found;

  PeersDocument(String text, Map<Peer, List<Finding>> found) {
    this.text = text;
    this.found = found;
  }

  /** Returns what stands there about the findings. */
  static String findings(String text) {
    return text.substring(start(text, FINDINGS), end(text, FINDINGS));
  }

  /** Returns the versions that stand there, without the day. */
  static String versions(String text) {
    return text.substring(start(text, VERSIONS), end(text, VERSIONS)).replaceFirst(".*?: ", "");
  }

  String updated() throws Exception {
    return with(with(text, VERSIONS, versions()), FINDINGS, table() + details());
  }

  private static String with(String text, String section, String content) {
    return text.substring(0, start(text, section)) + content + text.substring(end(text, section));
  }

  private static int start(String text, String section) {
    String mark = "<!-- " + section + " -->\n";
    return text.indexOf(mark) + mark.length();
  }

  private static int end(String text, String section) {
    return text.indexOf("<!-- end of " + section + " -->");
  }

  private static String versions() throws Exception {
    return "Measured on "
        + LocalDate.now(Clock.systemUTC())
        + ": "
        + String.join(
            ", ",
            version("nginx", "-v"),
            version("haproxy", "-v"),
            version("openssl", "version"),
            version("gnutls-serv", "--version"))
        + ".\n";
  }

  private static String version(String program, String option) throws Exception {
    try (Program run = Program.start(program, option)) {
      String line = run.succeed().lines().findFirst().orElseThrow();
      return program + ' ' + VERSION.matcher(line).results().findFirst().orElseThrow().group();
    }
  }

  private String table() {
    StringBuilder rows = new StringBuilder();
    rows.append(row("check", "requirement", Stream.of(Peer.values()).map(Peer::toString)));
    rows.append(row("---", "---", Stream.of(Peer.values()).map(peer -> "---")));
    List<Finding> first = findings(Peer.ALPNMUX_TERMINATE);
    for (int i = 0; i < first.size(); i++) {
      int at = i;
      Check check = first.get(i).check();
      rows.append(
          row(
              '`' + check.name() + "` " + check.title(),
              check.requirement(),
              found.values().stream().map(findings -> cell(findings.get(at).outcome()))));
    }
    rows.append(row("**failed**", "", found.values().stream().map(PeersDocument::failed)));
    return rows.toString();
  }

  /** Which of the two it is depends on what has arrived by then; behind an alert it matters. */
  private static String ended(String seen) {
    return seen.replaceAll("(?<!then )\\b(closed|reset)\\b", "ended");
  }

  private List<Finding> findings(Peer peer) {
    return Objects.requireNonNull(found.get(peer));
  }

  private static String row(String first, String second, Stream<String> cells) {
    StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
    row.add(first).add(second);
    cells.forEach(row::add);
    return row.toString();
  }

  private static String cell(Outcome outcome) {
    return switch (outcome.result()) {
      case PASS -> "pass";
      case FAIL -> "**FAIL**";
      case NOT_APPLICABLE -> "–";
    };
  }

  private static String failed(List<Finding> findings) {
    return "**" + Report.count(findings, Outcome.Result.FAIL) + "**";
  }

  private String details() {
    return Stream.of(Peer.values()).map(this::details).collect(Collectors.joining());
  }

  private String details(Peer peer) {
    StringBuilder list = new StringBuilder();
    for (Finding finding : findings(peer)) {
      Outcome outcome = finding.outcome();
      if (outcome.isFailure()) {
        list.append("- `%s`: %s\n".formatted(finding.check().name(), ended(outcome.seen())));
      }
    }
    return list.isEmpty() ? "" : "\n### " + peer + "\n\n" + list;
  }
}
