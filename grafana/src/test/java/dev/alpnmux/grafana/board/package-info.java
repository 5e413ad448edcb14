/**
 * What the dashboards show. Read {@link dev.alpnmux.grafana.board.OverviewBoard} first. The files
 * in {@code dashboards/} are written from here; knows nothing of how they are judged.
 */
@NullMarked
package dev.alpnmux.grafana.board;

import org.jspecify.annotations.NullMarked;
