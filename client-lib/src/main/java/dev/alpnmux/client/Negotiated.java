package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.net.Socket;

/**
 * What a TCP connection has become: a way to a service.
 *
 * @param stream carries the bytes, and closes all: the TLS layer over the TCP connection, or that
 *     itself in clear text
 */
record Negotiated(Socket stream, ApplicationProtocol service, LateRefusal late) {}
