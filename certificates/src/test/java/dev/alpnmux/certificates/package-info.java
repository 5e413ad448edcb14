/** Tests of the certificates that are written without a library. */
@NullMarked
package dev.alpnmux.certificates;

import org.jspecify.annotations.NullMarked;
