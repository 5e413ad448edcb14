/**
 * Looks up the names of upstreams, again and again, so that no client waits for it. Read {@link
 * dev.alpnmux.gateway.lookup.UpstreamLookups} first; {@link
 * dev.alpnmux.gateway.upstream.UpstreamAddresses} and {@link
 * dev.alpnmux.gateway.upstream.UpstreamPool} are told the answers.
 */
@NullMarked
package dev.alpnmux.gateway.lookup;

import org.jspecify.annotations.NullMarked;
