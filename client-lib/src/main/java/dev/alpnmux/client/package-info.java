/**
 * Connects to services by name: a service's name goes out as the ALPN id of a TLS handshake, and a
 * completed handshake means that the named service is there. Read {@link
 * dev.alpnmux.client.AlpnmuxClient} first, then {@code Dialer} and {@code Handshake}.
 *
 * <p>This package depends on the JDK and the protocol module only; it knows no gateway code.
 */
@NullMarked
package dev.alpnmux.client;

import org.jspecify.annotations.NullMarked;
