/**
 * Counts what happens to connections. Read {@link dev.alpnmux.gateway.metrics.GatewayMetrics}
 * first, then {@link dev.alpnmux.gateway.metrics.LoopEvents}: each event loop counts into {@link
 * dev.alpnmux.gateway.metrics.Cells} of its own, and a scrape adds them up. Nothing else knows
 * Micrometer; nothing here knows sockets, Netty or Vert.x.
 */
@NullMarked
package dev.alpnmux.gateway.metrics;

import org.jspecify.annotations.NullMarked;
