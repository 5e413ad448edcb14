/**
 * The life of one connection, without sockets. Read {@link dev.alpnmux.gateway.flow.ConnectionFlow}
 * first; {@link dev.alpnmux.gateway.flow.DataPath} is what it asks of the wire.
 */
@NullMarked
package dev.alpnmux.gateway.flow;

import org.jspecify.annotations.NullMarked;
