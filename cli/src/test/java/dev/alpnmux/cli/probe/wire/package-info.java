@NullMarked
package dev.alpnmux.cli.probe.wire;

import org.jspecify.annotations.NullMarked;
