/**
 * One line for each connection, for those who keep them. Read {@link
 * dev.alpnmux.gateway.accesslog.AccessLog} first: what happens on an event loop ends in its queue,
 * and the rest is the work of one thread. Knows no socket and no metrics.
 */
@NullMarked
package dev.alpnmux.gateway.accesslog;

import org.jspecify.annotations.NullMarked;
