/** Tests of addresses and rules for them. */
@NullMarked
package dev.alpnmux.gateway.address;

import org.jspecify.annotations.NullMarked;
