@NullMarked
package dev.alpnmux.cli.gateway;

import org.jspecify.annotations.NullMarked;
