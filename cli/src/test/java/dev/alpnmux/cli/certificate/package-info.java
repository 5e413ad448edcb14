@NullMarked
package dev.alpnmux.cli.certificate;

import org.jspecify.annotations.NullMarked;
