@NullMarked
package dev.alpnmux.client.dns;

import org.jspecify.annotations.NullMarked;
