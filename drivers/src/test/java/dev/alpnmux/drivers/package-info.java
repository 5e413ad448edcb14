/**
 * The recipes of {@code client-lib/RECIPES.md}, run with the drivers that they are for. Read {@link
 * dev.alpnmux.drivers.Recipe} first.
 */
@NullMarked
package dev.alpnmux.drivers;

import org.jspecify.annotations.NullMarked;
