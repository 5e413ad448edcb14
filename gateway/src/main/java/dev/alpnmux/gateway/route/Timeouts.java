package dev.alpnmux.gateway.route;

import java.time.Duration;

/**
 * Every wait of a connection. {@link Duration#ZERO} means off, except for {@code drain}. {@code
 * idle} and {@code halfClose} restart with every byte; {@code connect} counts over all tries.
 *
 * @param hello from accept to the last byte of the ClientHello
 * @param handshake from the release of the handshake to its end
 * @param connect from the decision to a connected upstream, TLS included when it is re-encrypted
 * @param idle without a byte in either direction
 * @param halfClose without a byte after one direction has ended
 * @param drain from the stop of accepting to the end of the last connection
 */
public record Timeouts(
    Duration hello,
    Duration handshake,
    Duration connect,
    Duration idle,
    Duration halfClose,
    Duration drain) {
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(20));
}
