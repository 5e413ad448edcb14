package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.ApplicationProtocol;

/**
 * A service under one of its ids.
 *
 * @param service what the client named
 * @param protocol the id that it named it by, and the only one that a TLS engine may acknowledge
 */
public record Route(Service service, ApplicationProtocol protocol) {}
