package dev.alpnmux.cli.log;

import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** {@code 2026-11-21T21:22:30.123Z WARN message: error: cause of the error} */
final class TextLine extends Formatter {
  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder();
    line.append(record.getInstant().truncatedTo(ChronoUnit.MILLIS)).append(' ');
    line.append(LogLevel.of(record.getLevel())).append(' ').append(formatMessage(record));
    for (Throwable error = record.getThrown(); error != null; error = error.getCause()) {
      line.append(": ").append(error);
    }
    return withoutControls(line) + System.lineSeparator();
  }

  /** Some words in a record come from the network: they must not forge a second line. */
  private static String withoutControls(CharSequence line) {
    StringBuilder plain = new StringBuilder(line.length());
    line.chars().forEach(c -> plain.append(Character.isISOControl(c) ? ' ' : (char) c));
    return plain.toString();
  }
}
