package dev.alpnmux.gateway.events;

import java.util.Locale;
import java.util.Optional;

/** How a connection that was not refused came to its end. */
public enum Ending {
  /** Both directions ended in order. */
  COMPLETE(Closer.BOTH),
  /** A direction over TLS ended by a FIN without close_notify: its last bytes may be missing. */
  TRUNCATED(Closer.BOTH, "a direction ended without close_notify"),
  /** A TCPMUX client asked for the list of services, and got it; there was no service. */
  LISTED(Closer.GATEWAY),
  /** The client left before it was served; nothing was refused. */
  CLIENT_LEFT(Closer.CLIENT, "the client left before it was served"),
  /** The client reset the connection, broke TLS, or had left before the end of its response. */
  CLIENT_RESET(Closer.CLIENT, "the client reset the connection"),
  /** The upstream reset the connection, broke TLS, or had left while the client still sent. */
  UPSTREAM_RESET(Closer.UPSTREAM, "the upstream reset the connection"),
  /** Cut because the check of the upstream took it down, as its service asks for. */
  UPSTREAM_DOWN(Closer.GATEWAY, "a check took the upstream down"),
  /** No byte in either direction for the idle timeout. */
  IDLE(Closer.GATEWAY, "no byte in either direction for the idle timeout"),
  /** One direction had ended, and the other was silent for the half-close timeout. */
  HALF_CLOSE_TIMEOUT(Closer.GATEWAY, "one direction had ended, and the other was silent"),
  /** Relayed for as long as its service allows. */
  LIFETIME(Closer.GATEWAY, "relayed for as long as the service allows"),
  /** Cut at the end of the drain. */
  DRAINED(Closer.GATEWAY, "cut at the end of the drain"),
  /** Closed by an operator. */
  CLOSED_BY_OPERATOR(Closer.OPERATOR, "closed by an operator"),
  /** Cut because of a defect of the gateway, which is in its log. */
  FAILED(Closer.GATEWAY, "a defect of the gateway, which is in its log");

  private final Closer closedBy;
  private final String fault;

  /** An ending that is as it should be. */
  Ending(Closer closedBy) {
    this(closedBy, "");
  }

  Ending(Closer closedBy, String fault) {
    this.closedBy = closedBy;
    this.fault = fault;
  }

  /** Who brought the connection to this end. */
  public Closer closedBy() {
    return closedBy;
  }

  /** What has cut the connection short, for people; nothing where nothing has. */
  public Optional<String> fault() {
    return fault.isEmpty() ? Optional.empty() : Optional.of(fault);
  }

  /** Returns the ending as logs and metrics write it, such as {@code half_close_timeout}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
