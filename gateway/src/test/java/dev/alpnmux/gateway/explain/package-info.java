/** Tests of what explains decisions. */
@NullMarked
package dev.alpnmux.gateway.explain;

import org.jspecify.annotations.NullMarked;
