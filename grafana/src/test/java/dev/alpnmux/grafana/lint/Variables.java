package dev.alpnmux.grafana.lint;

/** Puts in what Grafana would: everything for what can be chosen, and ranges for a short test. */
public final class Variables {
  private Variables() {}

  /** Returns an expression, or the query of a variable, that Prometheus can read. */
  public static String fill(String expression) {
    return expression
        .replace("$__rate_interval", "10s")
        .replace("$__range", "10m")
        .replaceAll("\\$(job|instance|service|listener)\\b", ".+");
  }
}
