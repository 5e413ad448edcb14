/** Tests of what chooses among upstreams. */
@NullMarked
package dev.alpnmux.gateway.upstream;

import org.jspecify.annotations.NullMarked;
