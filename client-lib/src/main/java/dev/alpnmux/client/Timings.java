package dev.alpnmux.client;

import java.time.Duration;

/**
 * How long the steps of a connect took, of the try that led to the connection. What was spent on
 * others before is not in it.
 *
 * @param lookup the lookup of the gateway's name
 * @param tcp the TCP connect
 * @param handshake the TLS handshake, in which the gateway connects to the service's upstream; with
 *     TCPMUX its two lines
 */
public record Timings(Duration lookup, Duration tcp, Duration handshake) {}
