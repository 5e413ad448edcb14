package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.gateway.config.AccessLogConfig;
import java.time.Instant;

/**
 * How a line is written: printable ASCII, and one line end behind it, whatever the client has sent.
 * For one thread.
 */
interface LineFormat {
  /** Returns a new one of this kind. */
  static LineFormat of(AccessLogConfig.Format format) {
    return switch (format) {
      case JSON -> new JsonFormat();
      case ECS -> new EcsFormat();
      case TEXT -> new TextFormat();
    };
  }

  /** Appends the line of one connection. */
  void append(Entry entry, StringBuilder lines);

  /** Appends a line that stands for so many that are missing. */
  void appendDropped(Instant at, Dropped reason, long count, StringBuilder lines);
}
