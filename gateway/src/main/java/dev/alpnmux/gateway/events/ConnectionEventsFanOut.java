package dev.alpnmux.gateway.events;

import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells several listeners, in their order. */
final class ConnectionEventsFanOut implements ConnectionEvents {
  private final List<ConnectionEvents> listeners;

  ConnectionEventsFanOut(List<ConnectionEvents> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void accepted(Connection connection) {
    listeners.forEach(l -> l.accepted(connection));
  }

  @Override
  public void routed(Connection connection) {
    listeners.forEach(l -> l.routed(connection));
  }

  @Override
  public void upstreamConnected(Connection connection, Duration took) {
    listeners.forEach(l -> l.upstreamConnected(connection, took));
  }

  @Override
  public void upstreamFailed(Connection connection, Upstream upstream, ConnectFailure failure) {
    listeners.forEach(l -> l.upstreamFailed(connection, upstream, failure));
  }

  @Override
  public void handshakeFinished(Connection connection, Duration took) {
    listeners.forEach(l -> l.handshakeFinished(connection, took));
  }

  @Override
  public void relaying(Connection connection) {
    listeners.forEach(l -> l.relaying(connection));
  }

  @Override
  public void refused(
      Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {
    listeners.forEach(l -> l.refused(connection, refusal, alert, detail));
  }

  @Override
  public void closed(Connection connection, Ending ending) {
    listeners.forEach(l -> l.closed(connection, ending));
  }
}
