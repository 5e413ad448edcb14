package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Attempt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Hears what a client does, for metrics and logs; set by {@link AlpnmuxClient.Builder#events}. In
 * order, with what is repeated in brackets:
 *
 * <pre>
 * connectStarted [ lookupEnded [ attemptStarted … attemptFailed ] ]
 *     connected [ refusedLate ] closed
 *   | connectFailed
 * </pre>
 *
 * <p>Each {@code connectStarted} is followed by exactly one {@code connected} or {@code
 * connectFailed}; each {@code connected} by one {@code closed}, once somebody closes the socket.
 *
 * <p>Methods run on the thread that connects, reads, writes or closes, on several at a time, and
 * hold it up: they must not block. What they throw is logged and changes nothing else.
 */
public interface ClientEvents {
  /** A connect begins. */
  default void connectStarted(Dial dial) {}

  /** The name of a gateway was looked up; a failure of it comes as {@link #attemptFailed}. */
  default void lookupEnded(Dial dial, GatewayAddress gateway, Duration took) {}

  /** A TCP connect begins. Several may run at a time; those that lose end without an event. */
  default void attemptStarted(Dial dial, GatewayAddress gateway, InetSocketAddress address) {}

  /** A try has failed. Another may follow: {@link #connectFailed} says that none does. */
  default void attemptFailed(Dial dial, Attempt attempt) {}

  /** The connection is there: the gateway has acknowledged the service. */
  default void connected(Dial dial, GatewayAddress gateway, Timings timings) {}

  /**
   * The connect has failed.
   *
   * @param failure what the caller gets: an {@link AlpnmuxException}, or another one where the
   *     caller itself ended the connect
   */
  default void connectFailed(Dial dial, IOException failure) {}

  /** The gateway refuses the client's certificate after the handshake, as TLS 1.3 does. */
  default void refusedLate(Dial dial, ClientCertificateException refusal) {}

  /** The connection is closed at this end. */
  default void closed(Dial dial, Traffic traffic) {}

  /** The files of the identity have changed: later connections show the new one. */
  default void identityReloaded(Path certificate) {}

  /**
   * The files of the identity have changed and cannot be used: later connections show the old one,
   * until they change again.
   *
   * @param reason names the file and says what is wrong
   */
  default void identityKept(Path certificate, IOException reason) {}
}
