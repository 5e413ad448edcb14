/**
 * What both data paths do alike on the wire. Read {@link dev.alpnmux.gateway.wire.GatewayPath}
 * first.
 */
@NullMarked
package dev.alpnmux.gateway.wire;

import org.jspecify.annotations.NullMarked;
