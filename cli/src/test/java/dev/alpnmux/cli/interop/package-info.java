/** The command between real programs. */
@NullMarked
package dev.alpnmux.cli.interop;

import org.jspecify.annotations.NullMarked;
