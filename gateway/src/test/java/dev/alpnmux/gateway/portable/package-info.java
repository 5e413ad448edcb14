/** Parts of the data path on Netty channels. */
@NullMarked
package dev.alpnmux.gateway.portable;

import org.jspecify.annotations.NullMarked;
