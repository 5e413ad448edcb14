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
  /**
   * A connect begins.
   *
   * @param dial the connect; all its events carry it
   */
  default void connectStarted(Dial dial) {}

  /**
   * The name of a gateway was looked up; a failure of it comes as {@link #attemptFailed}.
   *
   * @param dial the connect that this is about
   * @param gateway whose name it is
   * @param took how long it took
   */
  default void lookupEnded(Dial dial, GatewayAddress gateway, Duration took) {}

  /**
   * A TCP connect begins. Several may run at a time; those that lose end without an event.
   *
   * @param dial the connect that this is about
   * @param gateway the gateway that is tried
   * @param address the address that is tried
   */
  default void attemptStarted(Dial dial, GatewayAddress gateway, InetSocketAddress address) {}

  /**
   * A try has failed. Another may follow: {@link #connectFailed} says that none does.
   *
   * @param dial the connect that this is about
   * @param attempt what was tried, how far it came, and why it failed
   */
  default void attemptFailed(Dial dial, Attempt attempt) {}

  /**
   * The connection is there: the gateway has acknowledged the service.
   *
   * @param dial the connect that this is about
   * @param gateway the gateway that serves it
   * @param timings how long the steps took
   */
  default void connected(Dial dial, GatewayAddress gateway, Timings timings) {}

  /**
   * The connect has failed.
   *
   * @param failure what the caller gets: an {@link AlpnmuxException}, or another one where the
   *     caller itself ended the connect
   * @param dial the connect that this is about
   */
  default void connectFailed(Dial dial, IOException failure) {}

  /**
   * The gateway refuses the client's certificate after the handshake, as TLS 1.3 does.
   *
   * @param dial the connect that this is about
   * @param refusal what readers of the connection get
   */
  default void refusedLate(Dial dial, ClientCertificateException refusal) {}

  /**
   * The connection is closed at this end.
   *
   * @param dial the connect that this is about
   * @param traffic what went over it
   */
  default void closed(Dial dial, Traffic traffic) {}

  /**
   * The files of the identity have changed: later connections show the new one.
   *
   * @param certificate the file of the certificate
   */
  default void identityReloaded(Path certificate) {}

  /**
   * The files of the identity have changed and cannot be used: later connections show the old one,
   * until they change again.
   *
   * @param reason names the file and says what is wrong
   * @param certificate the file of the certificate
   */
  default void identityKept(Path certificate, IOException reason) {}
}
