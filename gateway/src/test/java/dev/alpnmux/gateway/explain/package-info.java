/** Tests of what chooses among upstreams. */
@NullMarked
package dev.alpnmux.gateway.explain;

import org.jspecify.annotations.NullMarked;
