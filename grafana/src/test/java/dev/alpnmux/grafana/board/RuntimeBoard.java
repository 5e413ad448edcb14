package dev.alpnmux.grafana.board;

import static dev.alpnmux.grafana.board.PanelKind.LINES;
import static dev.alpnmux.grafana.board.PanelKind.STAT;
import static dev.alpnmux.grafana.board.PanelKind.STATES;
import static dev.alpnmux.grafana.board.PanelKind.TABLE;

import dev.alpnmux.grafana.board.Board.Row;
import java.util.List;

/** What the process takes, and whether it has enough. */
final class RuntimeBoard {
  private RuntimeBoard() {}

  static Board board() {
    return new Board(
        "runtime",
        "Runtime",
        "What the process takes: CPU, memory, open files, event loops, and what it says of itself.",
        List.of(Variable.JOB, Variable.INSTANCE),
        List.of(now(), loops(), memory(), process(), itself()));
  }

  private static Row now() {
    return Row.of(
        "Now",
        Panel.of(STAT, "CPU", "none")
            .says("Cores in use, over all gateways.")
            .query("sum(rate(process_cpu_seconds_total{*}[~]))", "cores")
            .wide(4),
        Panel.of(STAT, "Memory", "bytes")
            .says("Memory of the processes as the system sees it: heap, buffers, code, stacks.")
            .query("sum(process_resident_memory_bytes{*})", "resident")
            .wide(4),
        Panel.of(STAT, "Open files", "percentunit")
            .says(
                "Open files of the process that is nearest to its limit; a relayed connection has two.")
            .query("max(process_open_fds{*} / process_max_fds{*})", "fullest")
            .colored("green")
            .from(0.8, "orange")
            .from(0.95, "red")
            .wide(4),
        Panel.of(STAT, "Latest event loop", "s")
            .says("How late a timer fires on the event loop that is latest.")
            .query("max(alpnmux_event_loop_delay_seconds{*})", "late")
            .colored("green")
            .from(0.1, "orange")
            .from(1, "red")
            .wide(4),
        Panel.of(STAT, "Last start", "dateTimeFromNow")
            .says("When the youngest process was started.")
            .query("max(process_start_time_seconds{*}) * 1000", "started")
            .wide(4),
        Panel.of(STAT, "Draining", "none")
            .says("Gateways that serve what they have and are not ready for more.")
            .query("sum(alpnmux_draining{*})", "draining")
            .colored("green")
            .from(1, "blue")
            .wide(4));
  }

  private static Row loops() {
    return Row.of(
        "Event loops and CPU",
        Panel.of(LINES, "Event loops: how late", "s")
            .says("How late a timer fires on each event loop. One alone: something blocks it.")
            .query(
                "max by (instance, loop) (alpnmux_event_loop_delay_seconds{*})",
                "{{instance}} {{loop}}"),
        Panel.of(LINES, "CPU", "none")
            .says("Cores in use.")
            .query("sum by (instance) (rate(process_cpu_seconds_total{*}[~]))", "{{instance}}"),
        Panel.of(LINES, "Time in garbage collection", "percentunit")
            .says("The share of the time in which collections stopped the process.")
            .query("sum by (instance) (rate(jvm_gc_pause_seconds_sum{*}[~]))", "{{instance}}"));
  }

  private static Row memory() {
    return Row.of(
        "Memory",
        Panel.of(LINES, "Heap", "bytes")
            .says("Heap in use, and the most that it may grow to.")
            .query(
                "sum by (instance) (jvm_memory_used_bytes{*, area=\"heap\"})", "{{instance}} used")
            .query(
                "sum by (instance) (jvm_memory_max_bytes{*, area=\"heap\"} > 0)",
                "{{instance}} max"),
        Panel.of(LINES, "Netty's buffers", "bytes")
            .says("Memory of Netty's buffers, in the heap and outside of it.")
            .query(
                "sum by (instance, kind) (alpnmux_netty_memory_bytes{*})", "{{instance}} {{kind}}"),
        Panel.of(LINES, "The whole process", "bytes")
            .says("What the system has given to the process.")
            .query(
                "sum by (instance) (process_resident_memory_bytes{*})", "{{instance}} resident"));
  }

  private static Row process() {
    return Row.of(
        "Process",
        Panel.of(LINES, "Open files", "short")
            .says(
                "Open files and their limit. When none is left, clients wait in the system's queue.")
            .query("sum by (instance) (process_open_fds{*})", "{{instance}} open")
            .query("sum by (instance) (process_max_fds{*})", "{{instance}} most"),
        Panel.of(LINES, "Open connections", "short")
            .says("Connections that exist, refused ones included until they are closed.")
            .query("sum by (instance) (alpnmux_open_connections{*})", "{{instance}}"),
        Panel.of(LINES, "Threads", "short")
            .says("Threads of the JVM; their number stands still whatever the load is.")
            .query("sum by (instance) (jvm_threads_live_threads{*})", "{{instance}}"));
  }

  private static Row itself() {
    return Row.of(
        "What it says of itself",
        Panel.of(STATES, "Reached by Prometheus", "none")
            .says("Whether the last scrape worked.")
            .query("max by (instance) (up{*})", "{{instance}}")
            .mapped("1", "up", "green")
            .mapped("0", "down", "red")
            .wide(8),
        Panel.of(LINES, "Time of a scrape", "s")
            .says("How long the answer to a scrape takes.")
            .query("max by (instance) (scrape_duration_seconds{*})", "{{instance}}"),
        Panel.of(LINES, "Access log", "cps")
            .says("Lines written in a second, and lines dropped, by why.")
            .query("sum(rate(alpnmux_access_log_written_total{*}[~]))", "written")
            .query(
                "sum by (reason) (rate(alpnmux_access_log_dropped_total{*}[~]))",
                "dropped: {{reason}}"),
        Panel.of(TABLE, "Builds", "none")
            .says("What runs, and on what.")
            .query(
                "max by (instance, version, java, vertx, tls_provider) (alpnmux_build_info{*})", "")
            .wide(24));
  }
}
