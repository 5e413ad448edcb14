/** A running gateway, its clients and its upstreams, for scenarios on real sockets. */
@NullMarked
package dev.alpnmux.gateway.testing;

import org.jspecify.annotations.NullMarked;
