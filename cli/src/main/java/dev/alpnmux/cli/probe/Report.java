package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.probe.Outcome.Result;
import java.util.List;

/** Tells what was found, in one form or another. */
interface Report {
  /** The checks of this group come next. */
  default void begin(Group group) {}

  /** A check has found this. */
  default void add(Finding finding) {}

  /** All checks have been made. */
  void end(List<Finding> findings);

  /** Returns how many checks ended so. */
  static long count(List<Finding> findings, Result result) {
    return findings.stream().filter(finding -> finding.outcome().result() == result).count();
  }
}
