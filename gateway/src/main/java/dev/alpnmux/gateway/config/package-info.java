/**
 * From JSON text to a checked configuration. Read {@link dev.alpnmux.gateway.config.GatewayConfig}
 * first. Knows no socket.
 */
@NullMarked
package dev.alpnmux.gateway.config;

import org.jspecify.annotations.NullMarked;
