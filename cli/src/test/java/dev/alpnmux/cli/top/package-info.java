/** Tests of what {@code top} shows, reads and prints. */
@NullMarked
package dev.alpnmux.cli.top;

import org.jspecify.annotations.NullMarked;
