/**
 * Counts what happens to connections. Read {@link dev.alpnmux.gateway.metrics.GatewayMetrics}
 * first; nothing else knows Micrometer.
 */
@NullMarked
package dev.alpnmux.gateway.metrics;

import org.jspecify.annotations.NullMarked;
