/**
 * Which service a ClientHello names. Read {@link dev.alpnmux.gateway.route.RouteTable} first. Knows
 * no socket, clock, logger or meter.
 */
@NullMarked
package dev.alpnmux.gateway.route;

import org.jspecify.annotations.NullMarked;
