/**
 * What the gateway answers itself at once. Read {@link dev.alpnmux.gateway.builtin.BuiltinAnswers};
 * how the octets travel is the data path's.
 */
@NullMarked
package dev.alpnmux.gateway.builtin;

import org.jspecify.annotations.NullMarked;
