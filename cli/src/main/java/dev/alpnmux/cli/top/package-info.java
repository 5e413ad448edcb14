/**
 * The command {@code top}: the state of a gateway, again and again. Read {@link
 * dev.alpnmux.cli.top.TopCommand} first; {@link dev.alpnmux.cli.top.StatusReader} reads the state,
 * {@link dev.alpnmux.cli.top.StatusView} makes lines of it, and nothing else here knows what is in
 * it.
 */
@NullMarked
package dev.alpnmux.cli.top;

import org.jspecify.annotations.NullMarked;
