package dev.alpnmux.cli.log;

import java.util.logging.Level;

/** The least important record that is shown. */
public enum LogLevel {
  ERROR(Level.SEVERE),
  WARN(Level.WARNING),
  INFO(Level.INFO),
  DEBUG(Level.FINE),
  TRACE(Level.FINEST);

  private final Level level;

  LogLevel(Level level) {
    this.level = level;
  }

  Level level() {
    return level;
  }

  /** Returns the name that stands for a level of {@code java.util.logging}. */
  static LogLevel of(Level level) {
    for (LogLevel candidate : values()) {
      if (level.intValue() >= candidate.level.intValue()) {
        return candidate;
      }
    }
    return TRACE;
  }
}
