package dev.alpnmux.grafana.board;

import static dev.alpnmux.grafana.board.PanelKind.LINES;
import static dev.alpnmux.grafana.board.PanelKind.STAT;
import static dev.alpnmux.grafana.board.PanelKind.TABLE;

import dev.alpnmux.grafana.board.Board.Row;
import java.util.List;

/** Who is refused, and why. */
final class RefusalsBoard {
  private static final String REFUSED =
      "alpnmux_refused_connections_total{*, listener=~\"$listener\"";

  private RefusalsBoard() {}

  static Board board() {
    return new Board(
        "refusals",
        "Refusals & security",
        "Who is refused and why, from clients with an old name to scans, and what protects the port.",
        List.of(Variable.JOB, Variable.INSTANCE, Variable.LISTENER),
        List.of(now(), reasons(), strangers(), limits(), tls()));
  }

  private static Row now() {
    return Row.of(
        "Now",
        Panel.of(STAT, "Refused", "cps")
            .says("Connections refused in a second.")
            .query("sum(rate(" + REFUSED + "}[~]))", "refused")
            .wide(4),
        Panel.of(STAT, "Refused of accepted", "percentunit")
            .says("The share of the accepted connections that is refused.")
            .query(
                "sum(rate("
                    + REFUSED
                    + "}[~])) / clamp_min(sum(rate("
                    + "alpnmux_connections_total{*, listener=~\"$listener\"}[~])), 0.001)",
                "refused")
            .wide(4),
        Panel.of(STAT, "Before their hello is complete", "short")
            .says("Connections that are accepted and not yet relayed or refused.")
            .query("sum(alpnmux_handshaking_connections{*, listener=~\"$listener\"})", "pending")
            .wide(4),
        Panel.of(STAT, "Listeners that only report", "none")
            .says("Listeners with strictness report: they do not refuse who names no service.")
            .query("sum(alpnmux_listener_enforces{*, listener=~\"$listener\"} == bool 0)", "report")
            .colored("green")
            .from(1, "orange")
            .wide(4),
        Panel.of(STAT, "Refused by a limit", "cps")
            .says("Connections in a second that a limit has turned away.")
            .query("sum(rate(alpnmux_limit_refusals_total{*}[~]))", "by a limit")
            .wide(4),
        Panel.of(STAT, "Mismatches", "short")
            .says(
                "Second hellos with another name, and engines that disagree with the first hello, in"
                    + " the time that is shown. The first is an attack or a defect of a client, the"
                    + " second a defect of the gateway.")
            .query(
                "sum(increase("
                    + REFUSED
                    + ", reason=~\"retry_mismatch|negotiated_mismatch\"}[$__range]))",
                "mismatches")
            .colored("green")
            .from(1, "red")
            .wide(4));
  }

  private static Row reasons() {
    return Row.of(
        "Reasons",
        Panel.of(LINES, "Refused by reason", "cps")
            .says("Refused connections in a second; OPERATIONS.md has what each reason means.")
            .query("sum by (reason) (rate(" + REFUSED + "}[~])) > 0", "{{reason}}")
            .stacked()
            .wide(12),
        Panel.of(TABLE, "Refused in the time that is shown", "short")
            .says("How many connections each listener has refused, by reason, the most first.")
            .query(
                "sort_desc(sum by (listener, reason) (increase(" + REFUSED + "}[$__range])) > 0)",
                ""),
        Panel.of(LINES, "Refused by listener", "cps")
            .says("Refused connections in a second, by where they came in.")
            .query("sum by (listener) (rate(" + REFUSED + "}[~]))", "{{listener}}")
            .wide(12),
        Panel.of(LINES, "Reported instead of refused", "cps")
            .says("Clients that a listener with strictness report gave to its default service.")
            .query(
                "sum by (listener, reason) (rate("
                    + "alpnmux_reported_connections_total{*, listener=~\"$listener\"}[~])) > 0",
                "{{listener}} {{reason}}")
            .wide(12));
  }

  private static Row strangers() {
    return Row.of(
        "Who they are",
        Panel.of(LINES, "Wrong names", "cps")
            .says(
                "Clients that speak TLS well and ask for what is not here: old or mistyped names.")
            .query(
                rate(
                    "unknown_service|unknown_server_name|service_elsewhere|no_protocol"
                        + "|no_server_name|ambiguous_offer|acme_not_alone"),
                "{{reason}}")
            .stacked(),
        Panel.of(LINES, "Scans and broken clients", "cps")
            .says("Bytes that are no good hello: port scans, health checks without TLS, old TLS.")
            .query(
                rate(
                    "not_tls|hello_timeout|hello_too_large|malformed_hello|duplicate_extension"
                        + "|tls_version|proxy_header|retry_mismatch|handshake_failed"),
                "{{reason}}")
            .stacked(),
        Panel.of(LINES, "Not let in", "cps")
            .says("Clients that a rule keeps out: their address or their certificate.")
            .query(rate("address_denied|client_certificate_.+"), "{{reason}}")
            .stacked(),
        Panel.of(LINES, "Not served", "cps")
            .says("Clients that did nothing wrong: no upstream, a limit, a drain. They come back.")
            .query(rate("upstream_unavailable|limit|draining"), "{{reason}}")
            .stacked());
  }

  private static String rate(String reasons) {
    return "sum by (reason) (rate(" + REFUSED + ", reason=~\"" + reasons + "\"}[~]))";
  }

  private static Row limits() {
    return Row.of(
        "Limits",
        Panel.of(LINES, "Refused by limit", "cps")
            .says("Connections in a second that a limit has turned away, by which.")
            .query("sum by (limit) (rate(alpnmux_limit_refusals_total{*}[~]))", "{{limit}}"),
        Panel.of(LINES, "Limits in use", "percentunit")
            .says("What is in use of limits.connections, and of limits.pendingHandshakes.")
            .query(
                "sum by (instance) (alpnmux_open_connections{*})"
                    + " / sum by (instance) (alpnmux_limit{*, limit=\"connections\"})",
                "{{instance}} connections")
            .query(
                "sum by (instance) (alpnmux_handshaking_connections{*})"
                    + " / sum by (instance) (alpnmux_limit{*, limit=\"pending_handshakes\"})",
                "{{instance}} pending handshakes"),
        Panel.of(LINES, "Upstreams for clients without a handshake", "short")
            .says("Upstream connections that clients hold before they have finished a handshake.")
            .query("sum by (instance) (alpnmux_pending_upstreams{*})", "{{instance}}"));
  }

  private static Row tls() {
    return Row.of(
        "TLS and TCPMUX",
        Panel.of(LINES, "Handshakes that failed", "cps")
            .says("TLS handshakes in a second that did not come to their end.")
            .query(
                "sum by (listener) (rate(alpnmux_tls_handshake_seconds_count{*,"
                    + " listener=~\"$listener\", outcome=\"failed\"}[~]))",
                "{{listener}}"),
        Panel.of(LINES, "Time to a complete hello", "s")
            .says("From the accept to the last byte of the ClientHello; slow ones hold a slot.")
            .quantiles("alpnmux_client_hello_seconds_bucket{*, listener=~\"$listener\"}"),
        Panel.of(LINES, "TCPMUX requests", "cps")
            .says("Requests at the TCPMUX doors in a second, by outcome.")
            .query("sum by (outcome) (rate(alpnmux_tcpmux_requests_total{*}[~]))", "{{outcome}}"));
  }
}
