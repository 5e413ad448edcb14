/**
 * The command line: what is typed, what is printed, and how it ends. Read {@link
 * dev.alpnmux.cli.Alpnmux} first. The commands themselves are in the packages {@code gateway} and
 * {@code client}; only the first may load a class of Vert.x.
 */
@NullMarked
package dev.alpnmux.cli;

import org.jspecify.annotations.NullMarked;
