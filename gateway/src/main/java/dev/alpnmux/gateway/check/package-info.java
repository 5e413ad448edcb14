/**
 * Asks upstreams how they are. Read {@link dev.alpnmux.gateway.check.UpstreamChecks} first; {@link
 * dev.alpnmux.gateway.upstream.UpstreamPool} is told the answers.
 */
@NullMarked
package dev.alpnmux.gateway.check;

import org.jspecify.annotations.NullMarked;
