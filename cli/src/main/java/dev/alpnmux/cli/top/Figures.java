package dev.alpnmux.cli.top;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private static final int KIBI = 1024;
  private static final int KILO = 1000;
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P"};

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Figures() {}

  /** {@code 0}, {@code 0.1}, {@code 12}, {@code 1.2k}. */
  static String rate(double eachSecond) {
    return scaled(eachSecond, KILO, DECIMAL, "");
  }

  /** {@code 0 B}, {@code 812 B}, {@code 1.2 KiB}, {@code 14 MiB}. */
  static String bytes(double count) {
    return scaled(count, KIBI, BINARY, " ");
  }

  private static String scaled(double value, int step, String[] units, String gap) {
    double rest = value;
    int unit = 0;
    // What would be shown as the step itself is one of the next unit.
    while (rest >= step - 0.5 && unit < units.length - 1) {
      rest /= step;
      unit++;
    }
    return digits(rest) + gap + units[unit];
  }

  /** Two digits that count, or all before the point; none behind it of a whole number. */
  private static String digits(double value) {
    boolean isFraction = value < 9.95 && value != Math.rint(value);
    return String.format(Locale.ROOT, isFraction ? "%.1f" : "%.0f", value);
  }

  /** {@code 12s}, {@code 5m}, {@code 3h 12m}, {@code 4d 2h}. */
  static String span(long seconds) {
    if (seconds < MINUTE) {
      return Math.max(0, seconds) + "s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + "m";
    }
    return seconds < DAY
        ? seconds / HOUR + "h " + seconds % HOUR / MINUTE + 'm'
        : seconds / DAY + "d " + seconds % DAY / HOUR + 'h';
  }
}
