/**
 * TLS by hand, as far as a first flight goes: ClientHellos of any shape, and what a server answers
 * to them. Read {@link dev.alpnmux.cli.probe.wire.Hello} first, then {@link
 * dev.alpnmux.cli.probe.wire.Wire}. Knows no requirement of the specification, and no TLS library.
 */
@NullMarked
package dev.alpnmux.cli.probe.wire;

import org.jspecify.annotations.NullMarked;
