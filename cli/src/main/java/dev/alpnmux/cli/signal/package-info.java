/**
 * What the operating system asks of a command that stays up. Read {@link
 * dev.alpnmux.cli.signal.Termination} first. Knows nothing of what the command does.
 */
@NullMarked
package dev.alpnmux.cli.signal;

import org.jspecify.annotations.NullMarked;
