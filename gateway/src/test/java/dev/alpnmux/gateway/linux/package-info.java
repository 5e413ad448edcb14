/** Tests of the data path {@code linux}, on loopback sockets and the event loops of Netty. */
@NullMarked
package dev.alpnmux.gateway.linux;

import org.jspecify.annotations.NullMarked;
