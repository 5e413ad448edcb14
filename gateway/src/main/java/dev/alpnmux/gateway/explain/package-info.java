/**
 * Tells what a client would get, without a connection. Read {@link
 * dev.alpnmux.gateway.explain.Explanation}.
 */
@NullMarked
package dev.alpnmux.gateway.explain;

import org.jspecify.annotations.NullMarked;
