package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.metrics.Counts.UpstreamKey;
import dev.alpnmux.gateway.metrics.TotalMeters.TcpmuxOutcome;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Refusal;
import java.time.Duration;
import java.util.Optional;

/** Counts the connections of one event loop. Only for that loop. */
final class LoopEvents implements ConnectionEvents {
  private static final int UNKNOWN = -1;

  private final ConnectionMeters meters;
  // Told by the first connection: this is made before, and elsewhere.
  private int loop = UNKNOWN;

  LoopEvents(ConnectionMeters meters) {
    this.meters = meters;
  }

  @Override
  public void accepted(Connection connection) {
    if (loop == UNKNOWN) {
      loop = meters.loops().here();
    }
    ListenerMeters listener = meters.listeners().of(connection.listener());
    ConnectionTally tally = new ConnectionTally(listener.cells(loop), meters.totals().cells(loop));
    connection.countBytesBy(tally);
    tally.accepted(listener.transport());
  }

  @Override
  public void routed(Connection connection) {
    ConnectionTally tally = ConnectionTally.of(connection);
    connection.helloTook().ifPresent(tally::helloRead);
    connection.reported().ifPresent(tally::reported);
    Service service = service(connection);
    tally.routed(meters.services().of(service.name()).cells(loop), service.mode());
  }

  private static Service service(Connection connection) {
    return connection.route().orElseThrow().service();
  }

  @Override
  public void upstreamConnected(Connection connection, Duration took) {
    Upstream upstream = connection.upstream().orElseThrow();
    ConnectionTally.of(connection).upstreamConnected(upstream(connection, upstream), took);
  }

  @Override
  public void upstreamFailed(Connection connection, Upstream upstream, ConnectFailure failure) {
    ConnectionTally.of(connection).upstreamFailed(upstream(connection, upstream), failure.cause());
  }

  private Cells upstream(Connection connection, Upstream upstream) {
    UpstreamKey key = new UpstreamKey(service(connection).name(), upstream.configured());
    return meters.upstreams().of(key).cells(loop);
  }

  @Override
  public void handshakeFinished(Connection connection, Duration took) {
    ConnectionTally.of(connection).handshakeFinished(connection, took);
  }

  @Override
  public void relaying(Connection connection) {
    ConnectionTally tally = ConnectionTally.of(connection);
    tally.relaying();
    if (connection.line().isPresent()) {
      tally.asked(TcpmuxOutcome.SERVICE);
    }
  }

  @Override
  public void refused(
      Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {
    ConnectionTally tally = ConnectionTally.of(connection);
    tally.refused(refusal);
    connection.limit().ifPresent(tally::limited);
    if (connection.route().isEmpty()) {
      connection.helloTook().ifPresent(tally::helloRead);
    }
    if (connection.line().isPresent() && !connection.isRelaying()) {
      tally.asked(TcpmuxOutcome.REFUSED);
    }
    tally.over(connection);
  }

  @Override
  public void closed(Connection connection, Ending ending) {
    ConnectionTally tally = ConnectionTally.of(connection);
    tally.closed(connection, ending);
    if (ending == Ending.LISTED) {
      connection.helloTook().ifPresent(tally::helloRead);
      tally.asked(TcpmuxOutcome.LIST);
    }
    tally.over(connection);
  }
}
