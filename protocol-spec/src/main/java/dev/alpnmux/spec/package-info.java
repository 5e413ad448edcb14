/**
 * The protocol itself: names, ids, the ClientHello, alerts and refusals. Read {@link
 * dev.alpnmux.spec.ClientHelloReader} first.
 *
 * <p>This package depends on {@code java.*} only; it knows no socket, no clock and no logger.
 */
@NullMarked
package dev.alpnmux.spec;

import org.jspecify.annotations.NullMarked;
