@NullMarked
package dev.alpnmux.gateway.lookup;

import org.jspecify.annotations.NullMarked;
