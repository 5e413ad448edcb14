/**
 * Values on the command line that several commands take. Read {@link
 * dev.alpnmux.cli.argument.ProtocolConverter} first.
 */
@NullMarked
package dev.alpnmux.cli.argument;

import org.jspecify.annotations.NullMarked;
