/** What both data paths do alike. */
@NullMarked
package dev.alpnmux.gateway.wire;

import org.jspecify.annotations.NullMarked;
