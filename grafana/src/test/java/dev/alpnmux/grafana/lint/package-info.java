/**
 * Judges the dashboards by the rules of Grafana's dashboard-linter, which is written in Go and not
 * at hand everywhere. Read {@link dev.alpnmux.grafana.lint.BoardRule} first.
 */
@NullMarked
package dev.alpnmux.grafana.lint;

import org.jspecify.annotations.NullMarked;
