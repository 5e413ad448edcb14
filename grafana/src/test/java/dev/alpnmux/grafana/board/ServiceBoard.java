package dev.alpnmux.grafana.board;

import static dev.alpnmux.grafana.board.PanelKind.HEATMAP;
import static dev.alpnmux.grafana.board.PanelKind.LINES;
import static dev.alpnmux.grafana.board.PanelKind.STAT;
import static dev.alpnmux.grafana.board.PanelKind.STATES;

import dev.alpnmux.grafana.board.Board.Row;
import java.util.List;

/** How one service does, and each of its upstreams. */
final class ServiceBoard {
  private ServiceBoard() {}

  static Board board() {
    return new Board(
        "service",
        "Service",
        "How a service does: its connections from the decision to the end, its upstreams, its bytes.",
        List.of(Variable.JOB, Variable.INSTANCE, Variable.SERVICE),
        List.of(now(), connections(), upstreams(), traffic()));
  }

  private static Row now() {
    return Row.of(
        "Now",
        Panel.of(STAT, "Relayed now", "short")
            .says("Connections that are with the service at this moment.")
            .query("sum(alpnmux_connections_active{*, service=~\"$service\"})", "relayed")
            .wide(4),
        Panel.of(STAT, "Connections", "cps")
            .says("Connections in a second for which the gateway has chosen the service.")
            .query(
                "sum(rate(alpnmux_routed_connections_total{*, service=~\"$service\"}[~]))",
                "routed")
            .wide(4),
        Panel.of(STAT, "Reached", "percentunit")
            .says("The share of these that reached the service; the rest was refused or left.")
            .query(
                "sum(rate(alpnmux_relayed_connections_total{*, service=~\"$service\"}[~])) /"
                    + " clamp_min(sum(rate(alpnmux_routed_connections_total{*,"
                    + " service=~\"$service\"}[~])), 0.001)",
                "reached")
            .colored("red")
            .from(0.9, "orange")
            .from(0.99, "green")
            .wide(4),
        Panel.of(STAT, "Upstreams up", "none")
            .says("Upstreams that are in use, of those that are configured, over all gateways.")
            .query("sum(alpnmux_upstream_up{*, service=~\"$service\"})", "up")
            .query("count(alpnmux_upstream_up{*, service=~\"$service\"})", "configured")
            .wide(4),
        Panel.of(STAT, "95 % are connected within", "s")
            .says("The time in which 95 % of the clients have their upstream.")
            .query(
                "histogram_quantile(0.95, sum by (le) (rate("
                    + "alpnmux_upstream_connect_seconds_bucket{*, service=~\"$service\"}[~])))",
                "p95")
            .wide(4),
        Panel.of(STAT, "Limit in use", "percentunit")
            .says("Connections of the service, of its limits.connections; empty where none is set.")
            .query(
                "max(sum by (instance, service)"
                    + " (alpnmux_connections_active{*, service=~\"$service\"})"
                    + " / sum by (instance, service) (alpnmux_service_limit{*,"
                    + " service=~\"$service\", limit=\"connections\"}))",
                "fullest")
            .colored("green")
            .from(0.8, "orange")
            .from(0.95, "red")
            .wide(4));
  }

  private static Row connections() {
    return Row.of(
        "Connections",
        Panel.of(LINES, "Routed, reached", "cps")
            .says(
                "A gap between the two are clients that got no upstream, or failed their handshake.")
            .query(
                "sum by (service)"
                    + " (rate(alpnmux_routed_connections_total{*, service=~\"$service\"}[~]))",
                "{{service}} routed")
            .query(
                "sum by (service)"
                    + " (rate(alpnmux_relayed_connections_total{*, service=~\"$service\"}[~]))",
                "{{service}} reached"),
        Panel.of(LINES, "Ends", "cps")
            .says("How relayed connections end; complete is an end of stream from both sides.")
            .query(
                "sum by (ending)"
                    + " (rate(alpnmux_closed_connections_total{*, service=~\"$service\"}[~])) > 0",
                "{{ending}}")
            .stacked(),
        Panel.of(LINES, "Relayed now, by mode", "short")
            .says("Connections that are with the service, by who speaks TLS.")
            .query(
                "sum by (service, mode) (alpnmux_connections_active{*, service=~\"$service\"})",
                "{{service}} {{mode}}")
            .stacked(),
        Panel.of(HEATMAP, "How long connections last", "s")
            .says("Connections that have ended, by how long they were relayed.")
            .query(
                "sum by (le) (increase("
                    + "alpnmux_connection_duration_seconds_bucket{*, service=~\"$service\"}[~]))",
                "{{le}}")
            .wide(24));
  }

  private static Row upstreams() {
    return Row.of(
        "Upstreams",
        Panel.of(STATES, "Upstreams that can be had", "none")
            .says("Down when one gateway or more leaves the upstream out, or its check has failed.")
            .query(
                "min by (service, upstream) (alpnmux_upstream_up{*, service=~\"$service\"})",
                "{{service}} {{upstream}}")
            .mapped("1", "up", "green")
            .mapped("0", "down", "red"),
        Panel.of(LINES, "Connections of each upstream", "short")
            .says(
                "Connections that each upstream has now, over all gateways: is the load balanced?")
            .query(
                "sum by (service, upstream)"
                    + " (alpnmux_upstream_connections_active{*, service=~\"$service\"})",
                "{{service}} {{upstream}}")
            .wide(12),
        Panel.of(LINES, "Connects by outcome", "cps")
            .says(
                "Connects in a second: refused, timeout, tls and alpn_mismatch say what to look at.")
            .query(
                "sum by (upstream, outcome) (rate("
                    + "alpnmux_upstream_connections_total{*, service=~\"$service\"}[~])) > 0",
                "{{upstream}} {{outcome}}"),
        Panel.of(LINES, "Left out", "short")
            .says("How often an upstream was left out because connects to it failed in a row.")
            .query(
                "sum by (service, upstream)"
                    + " (increase(alpnmux_upstream_ejections_total{*, service=~\"$service\"}[~]))",
                "{{service}} {{upstream}}"),
        Panel.of(HEATMAP, "Time to connect", "s")
            .says("How long clients waited for an upstream, over all tries.")
            .query(
                "sum by (le) (increase("
                    + "alpnmux_upstream_connect_seconds_bucket{*, service=~\"$service\"}[~]))",
                "{{le}}")
            .wide(8));
  }

  private static Row traffic() {
    return Row.of(
        "Traffic",
        Panel.of(LINES, "Bytes with clients", "Bps")
            .says("What clients send (up) and what they get (down).")
            .query(bytes("received", "client"), "{{service}} from clients")
            .query(bytes("sent", "client"), "{{service}} to clients")
            .mirrored("/ to clients$/"),
        Panel.of(LINES, "Bytes with upstreams", "Bps")
            .says("What upstreams get (up) and what they send (down).")
            .query(bytes("sent", "upstream"), "{{service}} to upstreams")
            .query(bytes("received", "upstream"), "{{service}} from upstreams")
            .mirrored("/ from upstreams$/"),
        Panel.of(LINES, "Bytes of a connection", "bytes")
            .says(
                "Bytes in both directions for each connection that reached the service, on average.")
            .query(
                "sum by (service)"
                    + " (rate(alpnmux_received_bytes_total{*, service=~\"$service\"}[~]))"
                    + " / clamp_min(sum by (service) (rate("
                    + "alpnmux_relayed_connections_total{*, service=~\"$service\"}[~])), 0.001)",
                "{{service}}"));
  }

  private static String bytes(String direction, String side) {
    return "sum by (service) (rate(alpnmux_"
        + direction
        + "_bytes_total{*, service=~\"$service\", side=\""
        + side
        + "\"}[~]))";
  }
}
