package dev.alpnmux.gateway.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations and sizes, which carry their unit: {@code "250ms"}, {@code "32KiB"}. */
final class Quantity {
  /** About three weeks: longer than any connection, and its milliseconds fit an int. */
  private static final Duration DURATION_MAX = Duration.ofHours(500);

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9})([A-Za-z]{1,3})");

  private static final Map<String, ChronoUnit> TIME_UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS);

  private static final Map<String, Integer> SIZE_UNITS =
      Map.of("B", 1, "KiB", 1024, "MiB", 1024 * 1024);

  private Quantity() {}

  /** Returns the duration; {@link Duration#ZERO} for {@code "off"}. */
  static Duration duration(String written) {
    if (written.equals("off")) {
      return Duration.ZERO;
    }
    Matcher parts = NUMBER_AND_UNIT.matcher(written);
    ChronoUnit unit = parts.matches() ? TIME_UNITS.get(parts.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "expected a duration such as \"250ms\", \"5s\", \"10m\", \"1h\" or \"off\" but found \""
              + written
              + '"');
    }
    Duration duration = Duration.of(Long.parseLong(parts.group(1)), unit);
    if (duration.isZero() || duration.compareTo(DURATION_MAX) > 0) {
      throw new IllegalArgumentException(
          "expected a duration from 1ms to 500h, or \"off\", but found \"" + written + '"');
    }
    return duration;
  }

  /** Returns the size in bytes, within these bounds. */
  static int bytes(String written, int min, int max) {
    Matcher parts = NUMBER_AND_UNIT.matcher(written);
    Integer unit = parts.matches() ? SIZE_UNITS.get(parts.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "expected a size such as \"512B\", \"32KiB\" or \"1MiB\" but found \"" + written + '"');
    }
    long bytes = Long.parseLong(parts.group(1)) * unit;
    if (bytes < min || bytes > max) {
      throw new IllegalArgumentException(
          "expected a size from " + size(min) + " to " + size(max) + " but found " + written);
    }
    return (int) bytes;
  }

  private static String size(int bytes) {
    return bytes % (1024 * 1024) == 0 ? bytes / (1024 * 1024) + "MiB" : bytes / 1024 + "KiB";
  }
}
