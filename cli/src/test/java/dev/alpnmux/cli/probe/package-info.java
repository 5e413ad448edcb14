@NullMarked
package dev.alpnmux.cli.probe;

import org.jspecify.annotations.NullMarked;
