package dev.alpnmux.gateway.accesslog;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Writes times and durations. For one thread: it remembers the second that it wrote last. */
final class TimeText {
  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int MILLIS_PER_SECOND = 1000;
  private static final int MICROS_PER_SECOND = 1_000_000;

  private long second = Long.MIN_VALUE;
  private String written = "";

  /** Appends a time with milliseconds, as RFC 3339 writes it. */
  void append(Instant time, StringBuilder out) {
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      written = TO_THE_SECOND.format(time);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(time.getNano());
    out.append(written).append('.');
    appendPadded(millis, MILLIS_PER_SECOND, out);
    out.append('Z');
  }

  /** Appends a duration in seconds, with microseconds. */
  static void append(Duration duration, StringBuilder out) {
    long micros = TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    out.append(micros / MICROS_PER_SECOND).append('.');
    appendPadded(micros % MICROS_PER_SECOND, MICROS_PER_SECOND, out);
  }

  private static void appendPadded(long part, int whole, StringBuilder out) {
    for (int digit = whole / 10; digit > part && digit > 1; digit /= 10) {
      out.append('0');
    }
    out.append(part);
  }
}
