package dev.alpnmux.gateway.accesslog;

import java.util.Locale;

/** Why a line is missing. {@link #toString} is the metric label. */
public enum Dropped {
  /** The queue was full: lines came faster than they could be written. */
  FULL,
  /** One refusal among many with the same reason, within one second. */
  SAMPLED,
  /** The file could not be written. */
  FAILED;

  /** Returns the reason as metrics and the log write it, such as {@code sampled}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
