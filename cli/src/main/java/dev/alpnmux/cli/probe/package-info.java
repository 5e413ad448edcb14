/**
 * {@code alpnmux probe}: asks a server by hand-made ClientHellos whether it keeps the requirements
 * of the specification. Read {@link dev.alpnmux.cli.probe.ProbeCommand} first, then {@link
 * dev.alpnmux.cli.probe.Subject}. It judges any server, so it knows nothing of our gateway, and of
 * the client library no more than how an address is written.
 */
@NullMarked
package dev.alpnmux.cli.probe;

import org.jspecify.annotations.NullMarked;
