package dev.alpnmux.gateway.events;

import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The one place where metrics and logs learn of connections. Every {@link #accepted} is followed by
 * exactly one {@link #refused} or {@link #closed}. Called on the connection's event loop: an
 * implementation is thread-safe, does not block and does not throw.
 */
public interface ConnectionEvents {
  /** A listener that does nothing. */
  ConnectionEvents NONE = new ConnectionEvents() {};

  /** A client has connected. */
  default void accepted(Connection connection) {}

  /**
   * The ClientHello named a service: {@link Connection#route} is known. Where {@link
   * Connection#reported} is known too, it named none, and the default service takes its place.
   */
  default void routed(Connection connection) {}

  /** An upstream answered: {@link Connection#upstream} is known. */
  default void upstreamConnected(Connection connection, Duration took) {}

  /** An upstream did not answer; the next one is tried if there is one. */
  default void upstreamFailed(Connection connection, Upstream upstream, ConnectFailure failure) {}

  /** The TLS handshake with the client ended well. */
  default void handshakeFinished(Connection connection, Duration took) {}

  /** Bytes are relayed from here on. */
  default void relaying(Connection connection) {}

  /**
   * The connection was refused, and ends.
   *
   * @param alert what the gateway sent itself; nothing when the TLS engine spoke or nobody did
   * @param detail the cause in words; what the client chose is in it in escaped form only
   */
  default void refused(
      Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {}

  /** The connection has ended without being refused. */
  default void closed(Connection connection, Ending ending) {}

  /** Returns one listener that tells all of these, in this order. */
  static ConnectionEvents all(List<ConnectionEvents> listeners) {
    return new ConnectionEventsFanOut(listeners);
  }
}
