/** Tests of the metrics, without sockets. */
@NullMarked
package dev.alpnmux.gateway.metrics;

import org.jspecify.annotations.NullMarked;
