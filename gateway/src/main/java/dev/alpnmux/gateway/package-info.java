/** The gateway as a library: start, reload and stop it with {@link dev.alpnmux.gateway.Gateway}. */
@NullMarked
package dev.alpnmux.gateway;

import org.jspecify.annotations.NullMarked;
