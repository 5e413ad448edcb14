@NullMarked
package dev.alpnmux.cli;

import org.jspecify.annotations.NullMarked;
