package dev.alpnmux.gateway.metrics;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.Unit;

/** The metrics of connections: what Prometheus is told of each. */
enum Family {
  CONNECTIONS(Type.COUNTER, "alpnmux_connections", "Connections accepted"),
  HANDSHAKING(
      Type.GAUGE,
      "alpnmux_handshaking_connections",
      "Connections that are accepted and not yet relayed or refused"),
  LISTENER_ENFORCES(
      Type.GAUGE,
      "alpnmux_listener_enforces",
      "1 unless the listener only reports clients that name no service"),
  REFUSED(
      Type.COUNTER,
      "alpnmux_refused_connections",
      "Connections refused, by the reason of the protocol's table"),
  REPORTED(
      Type.COUNTER,
      "alpnmux_reported_connections",
      "Connections that were not refused, by the reason that would have done so"),
  CLIENT_HELLO(
      Type.SECONDS,
      "alpnmux_client_hello_seconds",
      "Time from the accept to the end of the ClientHello, or of a TCPMUX line"),
  TLS_HANDSHAKE(
      Type.SECONDS,
      "alpnmux_tls_handshake_seconds",
      "Time of a TLS handshake with a client, from its release to its end"),
  TLS_HANDSHAKES(
      Type.COUNTER,
      "alpnmux_tls_handshakes",
      "TLS handshakes with clients that ended well, by version and resumption"),
  TCPMUX_REQUESTS(
      Type.COUNTER,
      "alpnmux_tcpmux_requests",
      "Lines of TCPMUX clients: a service reached, the list given, or a refusal"),
  LIMIT_REFUSALS(Type.COUNTER, "alpnmux_limit_refusals", "Connections refused by a limit"),
  ROUTED(Type.COUNTER, "alpnmux_routed_connections", "Connections that a service was decided for"),
  RELAYED(Type.COUNTER, "alpnmux_relayed_connections", "Connections that reached their service"),
  ACTIVE(Type.GAUGE, "alpnmux_connections_active", "Connections that are relayed now"),
  CLOSED(Type.COUNTER, "alpnmux_closed_connections", "Relayed connections that have ended, by how"),
  DURATION(
      Type.SECONDS,
      "alpnmux_connection_duration_seconds",
      "Age of relayed connections when they ended"),
  RECEIVED(
      Type.BYTES,
      "alpnmux_received_bytes",
      "Relayed bytes that came from this side, without the TLS that the gateway itself speaks"),
  SENT(
      Type.BYTES,
      "alpnmux_sent_bytes",
      "Relayed bytes that went to this side, without the TLS that the gateway itself speaks"),
  UPSTREAM_CONNECT(
      Type.SECONDS,
      "alpnmux_upstream_connect_seconds",
      "Time until an upstream was connected, over all tries"),
  UPSTREAM_CONNECTIONS(
      Type.COUNTER,
      "alpnmux_upstream_connections",
      "Connects to an upstream, by what became of them"),
  UPSTREAM_ACTIVE(
      Type.GAUGE, "alpnmux_upstream_connections_active", "Connections that an upstream has now"),
  UPSTREAM_UP(
      Type.GAUGE, "alpnmux_upstream_up", "1 if an upstream is used, 0 if it is left out or down"),
  UPSTREAM_EJECTIONS(
      Type.COUNTER,
      "alpnmux_upstream_ejections",
      "How often an upstream was left out because connects to it failed");

  /** What a family counts or measures. */
  enum Type {
    COUNTER,
    BYTES,
    GAUGE,
    SECONDS
  }

  private final Type type;
  private final String name;
  private final String help;

  /** The writer of the format puts {@code _total} behind the name of a counter. */
  Family(Type type, String name, String help) {
    this.type = type;
    this.name = name;
    this.help = help;
  }

  MetricMetadata metadata() {
    return switch (type) {
      case COUNTER, GAUGE -> new MetricMetadata(name, help);
      case BYTES -> new MetricMetadata(name, help, Unit.BYTES);
      case SECONDS -> new MetricMetadata(name, help, Unit.SECONDS);
    };
  }
}
