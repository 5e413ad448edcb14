package dev.alpnmux.gateway.events;

import java.util.Locale;

/**
 * Why an upstream could not be connected.
 *
 * @param cause which of the few kinds of failure it is
 * @param why the same in words, for a log
 */
public record ConnectFailure(Cause cause, String why) {
  /** The kinds of failure: a closed set, for metrics. */
  public enum Cause {
    /** Nobody listens there. */
    REFUSED,
    /** It did not answer in time. */
    TIMEOUT,
    /** TLS with it failed. */
    TLS,
    /** TLS with it stands, but it does not acknowledge the ALPN id. */
    ALPN_MISMATCH,
    /** Anything else, such as a name that cannot be resolved. */
    FAILED;

    /** Returns the cause as metrics write it, such as {@code alpn_mismatch}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One that is none of the other kinds. */
  public static ConnectFailure other(String why) {
    return new ConnectFailure(Cause.FAILED, why);
  }
}
