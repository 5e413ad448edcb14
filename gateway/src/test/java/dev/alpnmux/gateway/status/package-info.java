/** Tests of what the status page remembers. */
@NullMarked
package dev.alpnmux.gateway.status;

import org.jspecify.annotations.NullMarked;
