@NullMarked
package dev.alpnmux.cli.argument;

import org.jspecify.annotations.NullMarked;
