package dev.alpnmux.gateway.events;

import java.util.Locale;

/** How a connection that was not refused came to its end. */
public enum Ending {
  /** Both directions ended in order. */
  COMPLETE,
  /** A direction over TLS ended by a FIN without close_notify: its last bytes may be missing. */
  TRUNCATED,
  /** A TCPMUX client asked for the list of services, and got it; there was no service. */
  LISTED,
  /** The client left before it was served; nothing was refused. */
  CLIENT_LEFT,
  /** The client reset the connection, broke TLS, or had left before the end of its response. */
  CLIENT_RESET,
  /** The upstream reset the connection, broke TLS, or had left while the client still sent. */
  UPSTREAM_RESET,
  /** Cut because the check of the upstream took it down, as its service asks for. */
  UPSTREAM_DOWN,
  /** No byte in either direction for the idle timeout. */
  IDLE,
  /** One direction had ended, and the other was silent for the half-close timeout. */
  HALF_CLOSE_TIMEOUT,
  /** Relayed for as long as its service allows. */
  LIFETIME,
  /** Cut at the end of the drain. */
  DRAINED,
  /** Closed by an operator. */
  CLOSED_BY_OPERATOR,
  /** Cut because of a defect of the gateway, which is in its log. */
  FAILED;

  /** Returns the ending as logs and metrics write it, such as {@code half_close_timeout}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
