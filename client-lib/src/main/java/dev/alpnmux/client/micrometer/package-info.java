/**
 * Counts what a client does, with Micrometer. Optional: a program that uses it brings {@code
 * micrometer-core} itself, and the client knows nothing of this package. Read {@link
 * dev.alpnmux.client.micrometer.ClientMeters}.
 */
@NullMarked
package dev.alpnmux.client.micrometer;

import org.jspecify.annotations.NullMarked;
