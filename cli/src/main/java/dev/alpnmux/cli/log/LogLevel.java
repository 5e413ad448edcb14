package dev.alpnmux.cli.log;

import java.util.logging.Level;

/** The least important record that is shown. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE;

  Level level() {
    return switch (this) {
      case ERROR -> Level.SEVERE;
      case WARN -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
      case TRACE -> Level.FINEST;
    };
  }

  /** Returns the name that stands for a level of {@code java.util.logging}. */
  static LogLevel of(Level level) {
    for (LogLevel candidate : values()) {
      if (level.intValue() >= candidate.level().intValue()) {
        return candidate;
      }
    }
    return TRACE;
  }
}
