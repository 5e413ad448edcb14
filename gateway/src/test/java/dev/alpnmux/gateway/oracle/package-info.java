/** Other TLS implementations as oracles for the reader of ClientHellos. */
@NullMarked
package dev.alpnmux.gateway.oracle;

import org.jspecify.annotations.NullMarked;
