/** Holds the documents against the program. */
@NullMarked
package dev.alpnmux.gateway.document;

import org.jspecify.annotations.NullMarked;
