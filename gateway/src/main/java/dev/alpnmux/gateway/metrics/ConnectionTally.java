package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.ByteCounter;
import dev.alpnmux.gateway.events.ConnectFailure.Cause;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.metrics.TotalMeters.TcpmuxOutcome;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Transport;
import dev.alpnmux.spec.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where one connection is counted, found once and kept: a relayed read costs an addition, and no
 * lookup. Only for the event loop of the connection.
 */
final class ConnectionTally implements ByteCounter {
  private final Cells listener;
  private final Cells totals;
  private @Nullable Cells service;
  private @Nullable Cells upstream;
  private ServiceMode mode = ServiceMode.TERMINATE;

  ConnectionTally(Cells listener, Cells totals) {
    this.listener = listener;
    this.totals = totals;
  }

  /** Returns that of a connection that was accepted. */
  static ConnectionTally of(Connection connection) {
    return (ConnectionTally) connection.byteCounter();
  }

  @Override
  public void count(Direction direction, int bytes) {
    if (service != null) {
      service.add(
          direction == Direction.FROM_CLIENT ? ServiceMeters.FROM_CLIENT : ServiceMeters.TO_CLIENT,
          bytes);
    }
  }

  void accepted(Transport transport) {
    listener.add(ListenerMeters.ACCEPTED.of(transport), 1);
  }

  void routed(Cells cells, ServiceMode ofService) {
    service = cells;
    mode = ofService;
    cells.add(ServiceMeters.ROUTED.of(mode), 1);
  }

  void reported(Refusal reason) {
    listener.add(ListenerMeters.REPORTED.of(reason), 1);
  }

  void helloRead(Duration took) {
    ListenerMeters.HELLO.record(listener, took);
  }

  void handshakeFinished(Connection connection, Duration took) {
    ListenerMeters.HANDSHAKE_OK.record(listener, took);
    connection.tls().ifPresent(tls -> totals.add(TotalMeters.handshakes(tls), 1));
  }

  void upstreamFailed(Cells cells, Cause cause) {
    cells.add(UpstreamMeters.FAILED.of(cause), 1);
  }

  void upstreamConnected(Cells cells, Duration took) {
    upstream = cells;
    cells.add(UpstreamMeters.OK, 1);
    if (service != null) {
      ServiceMeters.CONNECT.record(service, took);
    }
  }

  void relaying() {
    listener.add(ListenerMeters.SETTLED, 1);
    if (service != null) {
      service.add(ServiceMeters.RELAYED.of(mode), 1);
    }
  }

  void asked(TcpmuxOutcome outcome) {
    totals.add(TotalMeters.TCPMUX.of(outcome), 1);
  }

  void refused(Refusal reason) {
    listener.add(ListenerMeters.REFUSED.of(reason), 1);
  }

  void limited(Limit limit) {
    totals.add(TotalMeters.LIMITS.of(limit), 1);
  }

  void closed(Connection connection, Ending ending) {
    if (service != null && connection.isRelaying()) {
      long age = System.nanoTime() - connection.acceptedNanos();
      ServiceMeters.DURATION.record(service, Duration.ofNanos(age));
      service.add(ServiceMeters.closed(mode, ending), 1);
    }
  }

  /** Counts what is so however the connection has ended. */
  void over(Connection connection) {
    if (connection.tls().isEmpty() && connection.handshakeTook().isPresent()) {
      ListenerMeters.HANDSHAKE_FAILED.record(listener, connection.handshakeTook().get());
    }
    if (!connection.isRelaying()) {
      listener.add(ListenerMeters.SETTLED, 1);
    } else if (service != null) {
      service.add(ServiceMeters.RELAY_OVER.of(mode), 1);
    }
    if (service != null) {
      service.add(ServiceMeters.OVER, 1);
    }
    if (upstream != null) {
      upstream.add(UpstreamMeters.OVER, 1);
    }
    listener.add(ListenerMeters.OVER, 1);
  }
}
