/**
 * Who clients are by their certificates, and the rules that services have for them. Read {@link
 * dev.alpnmux.gateway.clients.ClientPattern} first. Knows neither sockets nor TLS engines.
 */
@NullMarked
package dev.alpnmux.gateway.clients;

import org.jspecify.annotations.NullMarked;
