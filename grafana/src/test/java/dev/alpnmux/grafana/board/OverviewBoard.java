package dev.alpnmux.grafana.board;

import static dev.alpnmux.grafana.board.PanelKind.BARS;
import static dev.alpnmux.grafana.board.PanelKind.LINES;
import static dev.alpnmux.grafana.board.PanelKind.STAT;
import static dev.alpnmux.grafana.board.PanelKind.STATES;
import static dev.alpnmux.grafana.board.PanelKind.TABLE;

import dev.alpnmux.grafana.board.Board.Row;
import java.util.List;

/** Is all well, and if not, where to look. */
final class OverviewBoard {
  private OverviewBoard() {}

  static Board board() {
    return new Board(
        "overview",
        "Overview",
        "Is all well, and if not, where to look: connections, refusals, upstreams, certificates.",
        List.of(Variable.JOB, Variable.INSTANCE, Variable.SERVICE),
        List.of(health(), services(), refusals(), traffic(), upstreams(), configuration(), jvm()));
  }

  private static Row health() {
    return Row.of(
        "Health",
        Panel.of(STAT, "Instances up", "none")
            .says("Gateways that Prometheus reaches, of those that it knows.")
            .query("sum(up{*})", "up")
            .query("count(up{*})", "known"),
        Panel.of(STAT, "Connections", "cps")
            .says("Connections accepted in a second, on all listeners.")
            .query("sum(rate(alpnmux_connections_total{*}[~]))", "accepted"),
        Panel.of(STAT, "Relayed now", "short")
            .says("Connections that are with their service at this moment.")
            .query("sum(alpnmux_connections_active{*, service=~\"$service\"})", "relayed"),
        Panel.of(STAT, "Refused", "percentunit")
            .says("The share of the accepted connections that is refused, for whatever reason.")
            .query(
                "sum(rate(alpnmux_refused_connections_total{*}[~]))"
                    + " / clamp_min(sum(rate(alpnmux_connections_total{*}[~])), 0.001)",
                "refused")
            .colored("green")
            .from(0.05, "orange")
            .from(0.25, "red"),
        Panel.of(STAT, "Upstreams down", "none")
            .says(
                "Upstreams that are left out, or down by their check; each gateway judges its own.")
            .query("sum(alpnmux_upstream_up{*, service=~\"$service\"} == bool 0)", "down")
            .colored("green")
            .from(1, "red"),
        Panel.of(STAT, "First certificate ends in", "s")
            .says("The time that is left to the certificate that expires first.")
            .query("min(alpnmux_tls_certificate_not_after_timestamp_seconds{*}) - time()", "left")
            .colored("red")
            .from(7 * 86_400, "orange")
            .from(21 * 86_400, "green"),
        Panel.of(STAT, "Configuration", "none")
            .says(
                "Whether the last reload of every gateway was taken; a refused one changes nothing.")
            .query("min(alpnmux_config_last_reload_successful{*})", "last reload")
            .mapped("1", "as written", "green")
            .mapped("0", "refused", "red"),
        Panel.of(STAT, "Version", "none")
            .says("The versions that run.")
            .query("count by (version) (alpnmux_build_info{*})", "{{version}}")
            .named());
  }

  private static Row services() {
    return Row.of(
        "Services: how many, how well, how long",
        Panel.of(LINES, "Connections by service", "cps")
            .says("Connections in a second whose service is decided, before it is reached.")
            .query(
                "sum by (service)"
                    + " (rate(alpnmux_routed_connections_total{*, service=~\"$service\"}[~]))",
                "{{service}}"),
        Panel.of(LINES, "Ends that are no clean end", "cps")
            .says(
                "Relayed connections that did not end by an end of stream from both sides, by how.")
            .query(
                "sum by (service, ending) (rate(alpnmux_closed_connections_total{*,"
                    + " service=~\"$service\", ending!=\"complete\"}[~])) > 0",
                "{{service}} {{ending}}"),
        Panel.of(LINES, "Time to connect an upstream", "s")
            .says(
                "How long clients wait for an upstream, over all tries; half, 95 % and 99 % of them.")
            .quantiles("alpnmux_upstream_connect_seconds_bucket{*, service=~\"$service\"}"));
  }

  private static Row refusals() {
    return Row.of(
        "Refusals and TLS",
        Panel.of(LINES, "Refused by reason", "cps")
            .says("Refused connections in a second, by the reason that log and metrics share.")
            .query(
                "sum by (reason) (rate(alpnmux_refused_connections_total{*}[~])) > 0", "{{reason}}")
            .stacked(),
        Panel.of(LINES, "TLS handshakes", "cps")
            .says(
                "Handshakes in a second that the gateway has finished, by version and resumption.")
            .query(
                "sum by (version, resumed) (rate(alpnmux_tls_handshakes_total{*}[~]))",
                "{{version}} resumed={{resumed}}")
            .stacked(),
        Panel.of(LINES, "Time of a TLS handshake", "s")
            .says("From the release of the handshake to its end; half, 95 % and 99 % of them.")
            .quantiles("alpnmux_tls_handshake_seconds_bucket{*, outcome=\"ok\"}"));
  }

  private static Row traffic() {
    return Row.of(
        "Traffic",
        Panel.of(LINES, "Bytes with clients", "Bps")
            .says("What clients send (up) and what they get (down), without the gateway's own TLS.")
            .query(
                "sum(rate(alpnmux_received_bytes_total{*, service=~\"$service\","
                    + " side=\"client\"}[~]))",
                "from clients")
            .query(
                "sum(rate(alpnmux_sent_bytes_total{*, service=~\"$service\", side=\"client\"}[~]))",
                "to clients")
            .mirrored("/^to /")
            .wide(12),
        Panel.of(LINES, "Relayed now, by service", "short")
            .says("Connections that are with their service.")
            .query(
                "sum by (service) (alpnmux_connections_active{*, service=~\"$service\"})",
                "{{service}}")
            .stacked()
            .wide(12));
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
        Panel.of(LINES, "Upstream connects by outcome", "cps")
            .says("Connects in a second, by what became of them; all but ok cost a client time.")
            .query(
                "sum by (outcome)"
                    + " (rate(alpnmux_upstream_connections_total{*, service=~\"$service\"}[~]))",
                "{{outcome}}")
            .wide(6),
        Panel.of(LINES, "Lookups that failed", "cps")
            .says("Failed lookups in DNS in a second, by the name as configured.")
            .query("sum by (name) (rate(alpnmux_upstream_lookup_failures_total{*}[~]))", "{{name}}")
            .wide(6));
  }

  private static Row configuration() {
    return Row.of(
        "Configuration and certificates",
        Panel.of(LINES, "Reloads", "short")
            .says("Tries to load the configuration anew, by outcome.")
            .query(
                "sum by (outcome) (increase(alpnmux_config_reloads_total{*}[~]))", "{{outcome}}"),
        Panel.of(TABLE, "Which configuration serves", "none")
            .says("Gateways with equal files have equal hashes; the generation counts from 1.")
            .query("max by (instance, generation, hash) (alpnmux_config_info{*})", "")
            .wide(8),
        Panel.of(BARS, "Certificates end in", "s")
            .says("The time that is left to each certificate, by the name of its file.")
            .query(
                "min by (certificate)"
                    + " (alpnmux_tls_certificate_not_after_timestamp_seconds{*}) - time()",
                "{{certificate}}")
            .colored("red")
            .from(7 * 86_400, "orange")
            .from(21 * 86_400, "green")
            .wide(8));
  }

  private static Row jvm() {
    return Row.collapsed(
        "Process",
        Panel.of(LINES, "Event loops: how late", "s")
            .says(
                "How late a timer fires on an event loop: above a tenth of a second clients feel it.")
            .query("max by (instance) (alpnmux_event_loop_delay_seconds{*})", "{{instance}}"),
        Panel.of(LINES, "CPU", "none")
            .says("Cores in use.")
            .query("sum by (instance) (rate(process_cpu_seconds_total{*}[~]))", "{{instance}}"),
        Panel.of(LINES, "Heap", "bytes")
            .says("Heap in use; the board Runtime has the rest of the memory.")
            .query("sum by (instance) (jvm_memory_used_bytes{*, area=\"heap\"})", "{{instance}}"));
  }
}
