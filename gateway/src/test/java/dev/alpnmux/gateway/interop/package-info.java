/**
 * Real clients and real services through a running gateway. Read {@link
 * dev.alpnmux.gateway.testing.Program} first. A program that is not installed skips its tests by
 * name; where {@code CI=true} it fails them.
 */
@NullMarked
package dev.alpnmux.gateway.interop;

import org.jspecify.annotations.NullMarked;
