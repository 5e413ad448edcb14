/**
 * The boards and rules against the real things: a Prometheus that looks at a gateway under a load
 * of which every count is known. Read {@link dev.alpnmux.grafana.live.BoardsScenario} first.
 */
@NullMarked
package dev.alpnmux.grafana.live;

import org.jspecify.annotations.NullMarked;
