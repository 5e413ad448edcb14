package dev.alpnmux.gateway.route;

import java.time.Duration;

/**
 * When an upstream is left out because the connects of clients fail. Immutable.
 *
 * @param failuresMax after so many failures in a row
 * @param first for how long the first time; zero means that none is ever left out
 * @param longest it doubles with each probe that fails, up to this
 */
public record EjectionPolicy(int failuresMax, Duration first, Duration longest) {
  /** Long enough that a dead upstream costs few clients a try, short enough for a restart. */
  public static final EjectionPolicy DEFAULT =
      new EjectionPolicy(3, Duration.ofSeconds(10), Duration.ofMinutes(5));

  public EjectionPolicy {
    if (failuresMax < 1) {
      throw new IllegalArgumentException("at least one failure, but was " + failuresMax);
    }
    if (first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("from " + first + " to " + longest + " is no growth");
    }
  }

  /** Whether upstreams are left out at all. */
  public boolean isOn() {
    return !first.isZero();
  }

  /** Returns how long an upstream stays out, the {@code nth} time since it last answered. */
  public Duration duration(int nth) {
    // Twenty doublings of a millisecond are a quarter of an hour, those of a second twelve days.
    Duration grown = first.multipliedBy(1L << Math.min(20, nth - 1));
    return grown.compareTo(longest) < 0 ? grown : longest;
  }
}
