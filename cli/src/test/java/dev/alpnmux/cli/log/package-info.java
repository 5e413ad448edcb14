@NullMarked
package dev.alpnmux.cli.log;

import org.jspecify.annotations.NullMarked;
