@NullMarked
package dev.alpnmux.cli.client;

import org.jspecify.annotations.NullMarked;
