package dev.alpnmux.gateway.events;

import java.util.Locale;

/** Which limit a connection was refused by. {@link #toString} is the metric label. */
public enum Limit {
  /** {@code limits.connections}. */
  CONNECTIONS("the limit of connections is reached"),
  /** {@code limits.pendingHandshakes}. */
  PENDING_HANDSHAKES("the limit of pending handshakes is reached"),
  /** {@code limits.connectionsPerClient}. */
  CONNECTIONS_PER_CLIENT("the limit of connections of one client address is reached"),
  /** {@code limits.handshakesPerSecond}. */
  HANDSHAKES_PER_SECOND("the limit of handshakes per second of one client address is reached"),
  /** {@code limits.pendingUpstreams}. */
  PENDING_UPSTREAMS("the limit of pending upstreams of one client address is reached"),
  /** {@code limits.connections} of a service. */
  SERVICE_CONNECTIONS("the limit of connections of the service is reached"),
  /** {@code limits.connectionsPerClient} of a service. */
  SERVICE_CONNECTIONS_PER_CLIENT(
      "the limit of connections of one client address with the service is reached");

  private final String sentence;

  Limit(String sentence) {
    this.sentence = sentence;
  }

  /** The limit in words, for people. */
  public String sentence() {
    return sentence;
  }

  /** Returns the limit as metrics write it, such as {@code pending_handshakes}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
