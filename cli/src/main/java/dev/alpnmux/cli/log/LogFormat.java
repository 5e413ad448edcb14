package dev.alpnmux.cli.log;

/** How a record becomes a line. */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** For programs: one JSON object. */
  JSON
}
