/**
 * What the status page remembers of the past: the last refusals, the names that nobody knows, and
 * how fast the counters grow. All of it is bounded. Read {@link
 * dev.alpnmux.gateway.status.RefusalBoard}.
 */
@NullMarked
package dev.alpnmux.gateway.status;

import org.jspecify.annotations.NullMarked;
