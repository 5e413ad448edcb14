package dev.alpnmux.gateway.metrics;

import static java.lang.Double.parseDouble;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How metrics are written down for Prometheus, and for what understands its formats. */
public enum Format {
  /** Prometheus' own text format. */
  TEXT("text/plain", "0.0.4"),
  /** OpenMetrics 1.0. */
  OPEN_METRICS("application/openmetrics-text", "1.0.0");

  private static final Pattern WEIGHT = Pattern.compile("q=[01](\\.[0-9]{0,3})?");

  private final String mediaType;
  private final String version;

  Format(String mediaType, String version) {
    this.mediaType = mediaType;
    this.version = version;
  }

  /** Returns what HTTP says of it in {@code Content-Type}. */
  public String contentType() {
    return mediaType + "; version=" + version + "; charset=utf-8";
  }

  /**
   * Returns the format that a client wants.
   *
   * @param accept the media ranges of its {@code Accept} (RFC 9110 §12.5.1); empty without one
   */
  public static Format wanted(String accept) {
    double openMetrics = OPEN_METRICS.quality(accept);
    return openMetrics > 0 && openMetrics >= TEXT.quality(accept) ? OPEN_METRICS : TEXT;
  }

  /** Returns how much it is wanted, if it is named at all; wildcards name nothing. */
  private double quality(String ranges) {
    return Arrays.stream(ranges.toLowerCase(Locale.ROOT).split(",", -1))
        .map(range -> List.of(range.split("[;\\s]+", -1)))
        .filter(this::isNamedBy)
        .mapToDouble(Format::weight)
        .max()
        .orElse(0);
  }

  /** A client that wants a version wants no other; one that does not say takes any. */
  private boolean isNamedBy(List<String> range) {
    return range.contains(mediaType)
        && range.stream()
            .filter(part -> part.startsWith("version="))
            .allMatch(("version=" + version)::equals);
  }

  /** RFC 9110 §12.4.2: 1 unless it is said; what is no weight counts as none. */
  private static double weight(List<String> range) {
    return range.stream()
        .filter(part -> part.startsWith("q="))
        .mapToDouble(part -> WEIGHT.matcher(part).matches() ? parseDouble(part.substring(2)) : 0)
        .findFirst()
        .orElse(1);
  }
}
