package dev.alpnmux.client;

import java.time.Duration;

/**
 * What went over a connection.
 *
 * @param bytesRead the service's bytes that were read, without those of TLS
 * @param bytesWritten the bytes that were written to the service, without those of TLS
 * @param open from the end of the connect to the close
 */
public record Traffic(long bytesRead, long bytesWritten, Duration open) {}
