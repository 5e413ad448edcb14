package dev.alpnmux.gateway.admin;

import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the pages write what JSON has no form of its own for. */
final class Json {
  /** Of services, listeners and certificates no more are shown; their number is told. */
  static final int SHOWN_MAX = 1000;

  private static final double HUNDREDTHS = 100;

  private Json() {}

  /** RFC 3339, to the millisecond. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  static double rounded(double number) {
    return Math.round(number * HUNDREDTHS) / HUNDREDTHS;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static JsonArray texts(Collection<?> values) {
    return new JsonArray(values.stream().map(Object::toString).toList());
  }

  static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
