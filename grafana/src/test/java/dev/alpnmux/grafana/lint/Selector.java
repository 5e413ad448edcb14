package dev.alpnmux.grafana.lint;

import java.util.List;

/**
 * A choice of series within an expression, such as {@code rate(up{job="a"}[5m])}.
 *
 * @param metric the name, empty where there is none
 * @param matchers such as {@code job="a"}
 * @param range what stands in square brackets behind it, empty where nothing does
 * @param function what it stands directly inside of, empty where that is none
 */
public record Selector(String metric, List<String> matchers, String range, String function) {}
