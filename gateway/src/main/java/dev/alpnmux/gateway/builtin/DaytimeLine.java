package dev.alpnmux.gateway.builtin;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the service {@code daytime} says: the first form that RFC 867 shows, in UTC. */
final class DaytimeLine {
  private static final DateTimeFormatter LINE =
      DateTimeFormatter.ofPattern("EEEE, MMMM d, yyyy HH:mm:ss-'UTC'\r\n", Locale.ENGLISH);

  private DaytimeLine() {}

  /** Returns the line for this moment, with its CRLF; ASCII. */
  static String now() {
    return ZonedDateTime.now(ZoneOffset.UTC).format(LINE);
  }
}
