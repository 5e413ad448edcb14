/** Holds the README against the program. */
@NullMarked
package dev.alpnmux.cli.document;

import org.jspecify.annotations.NullMarked;
