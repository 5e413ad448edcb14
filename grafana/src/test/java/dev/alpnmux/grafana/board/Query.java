package dev.alpnmux.grafana.board;

/**
 * One query of a panel.
 *
 * @param expression in PromQL
 * @param legend what its series are called, with {@code {{label}}} for the value of a label
 * @param shape what comes back
 */
record Query(String expression, String legend, Shape shape) {
  /** What a query comes back with. */
  enum Shape {
    /** A line for each series. */
    SERIES,
    /** A row for each series, as of now. */
    ROWS,
    /** The buckets of a histogram. */
    BUCKETS
  }

  private static final String CHOSEN = "{job=~\"$job\", instance=~\"$instance\"";

  /**
   * Returns a query, as short as a person wants to write it: {@code {*}} stands for what the
   * variables of every board choose, and {@code [~]} for the range that Grafana deems right.
   */
  static Query of(String expression, String legend, Shape shape) {
    return new Query(
        expression.replace("{*", CHOSEN).replace("[~]", "[$__rate_interval]"), legend, shape);
  }
}
