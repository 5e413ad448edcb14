/**
 * What happens to connections, for whoever counts or logs it. Read {@link
 * dev.alpnmux.gateway.events.ConnectionEvents} first. Knows no socket and no meter.
 */
@NullMarked
package dev.alpnmux.gateway.events;

import org.jspecify.annotations.NullMarked;
