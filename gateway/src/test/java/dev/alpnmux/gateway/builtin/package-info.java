/** Tests of the package with the same name. */
@NullMarked
package dev.alpnmux.gateway.builtin;

import org.jspecify.annotations.NullMarked;
