/**
 * Holds the alerts to what they promise: a section in the runbook, and tests. Read {@link
 * dev.alpnmux.grafana.alert.AlertRule} first.
 */
@NullMarked
package dev.alpnmux.grafana.alert;

import org.jspecify.annotations.NullMarked;
