/**
 * Which upstream of a service is next, and which are out, without sockets. Read {@link
 * dev.alpnmux.gateway.upstream.UpstreamPool} first.
 */
@NullMarked
package dev.alpnmux.gateway.upstream;

import org.jspecify.annotations.NullMarked;
