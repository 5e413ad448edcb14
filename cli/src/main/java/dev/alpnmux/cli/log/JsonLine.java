package dev.alpnmux.cli.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** One JSON object with time, level, logger, message and, when there is one, the error. */
final class JsonLine extends Formatter {
  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder("{\"time\":\"");
    line.append(record.getInstant().truncatedTo(ChronoUnit.MILLIS)).append('"');
    member(line, "level", LogLevel.of(record.getLevel()).toString());
    member(line, "logger", String.valueOf(record.getLoggerName()));
    member(line, "message", formatMessage(record));
    if (record.getThrown() != null) {
      member(line, "error", stackTrace(record.getThrown()));
    }
    return line.append('}').append(System.lineSeparator()).toString();
  }

  private static void member(StringBuilder line, String name, String value) {
    line.append(",\"").append(name).append("\":").append(JsonText.quoted(value));
  }

  private static String stackTrace(Throwable error) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}
