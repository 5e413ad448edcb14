/** Waiting. {@link dev.alpnmux.cli.time.Pause} is all of it, and knows nothing. */
@NullMarked
package dev.alpnmux.cli.time;

import org.jspecify.annotations.NullMarked;
