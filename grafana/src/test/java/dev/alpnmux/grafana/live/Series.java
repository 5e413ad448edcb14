package dev.alpnmux.grafana.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/**
 * One series of an answer.
 *
 * @param labels as Prometheus gives them
 * @param values those that are numbers, in the order of time
 */
record Series(JsonNode labels, List<Double> values) {
  /** Reads the answer to a query. */
  static List<Series> read(JsonNode data) {
    return StreamSupport.stream(data.path("result").spliterator(), false)
        .map(Series::readOne)
        .toList();
  }

  private static Series readOne(JsonNode result) {
    List<Double> values = new ArrayList<>();
    Iterable<JsonNode> points =
        result.has("values") ? result.path("values") : List.of(result.path("value"));
    for (JsonNode point : points) {
      // RFC 8259 knows no NaN, so numbers come as strings.
      double value = Double.parseDouble(point.path(1).asText().replace("Inf", "Infinity"));
      if (!Double.isNaN(value)) {
        values.add(value);
      }
    }
    return new Series(result.path("metric"), values);
  }

  /** The last value. */
  OptionalDouble last() {
    return values.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(values.get(values.size() - 1));
  }

  /** The highest value. */
  OptionalDouble max() {
    return values.stream().mapToDouble(Double::doubleValue).max();
  }
}
