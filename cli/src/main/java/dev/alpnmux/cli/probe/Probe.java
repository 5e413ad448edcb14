package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.outcome.CommandFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks a server all questions, one after the other: two connections are never open at once. */
final class Probe {
  private final Subject subject;
  private final List<Group> groups;

  /**
   * @param trust verifies the server where a handshake is finished
   */
  Probe(Subject subject, WitnessedTrust trust) {
    this.subject = subject;
    this.groups =
        List.of(
            IdChecks.of(subject),
            ServerNameChecks.of(subject),
            HelloChecks.of(subject),
            SyntaxChecks.of(subject),
            VersionChecks.of(subject),
            AcmeChecks.of(subject),
            RetryChecks.of(subject),
            FinishedChecks.of(subject, trust),
            AlertChecks.of(subject));
  }

  List<Group> groups() {
    return groups;
  }

  /**
   * Runs all checks.
   *
   * @throws CommandFailure if the server cannot be reached any more
   */
  List<Finding> run(Report report) throws CommandFailure {
    List<Finding> findings = new ArrayList<>();
    for (Group group : groups) {
      report.begin(group);
      for (Check check : group.checks()) {
        Finding finding = new Finding(check, run(check));
        report.add(finding);
        findings.add(finding);
      }
    }
    report.end(findings);
    return findings;
  }

  private Outcome run(Check check) throws CommandFailure {
    try {
      return check.trial().run();
    } catch (IOException e) {
      throw Subject.unreachable(subject.target(), e);
    }
  }
}
