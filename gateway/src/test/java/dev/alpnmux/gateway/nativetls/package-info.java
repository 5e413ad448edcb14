/** Handshakes in memory: a native session against the JDK's engine, or against another one. */
@NullMarked
package dev.alpnmux.gateway.nativetls;

import org.jspecify.annotations.NullMarked;
