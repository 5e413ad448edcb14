package dev.alpnmux.certificates;

import java.time.Duration;
import java.time.Instant;

/**
 * Whom a certificate is for, and how long it is valid.
 *
 * @param commonName the only part of the subject's name
 * @param from the time of issue; validity begins an hour before it, for clocks that are behind
 * @param lifetime from the time of issue to the end
 */
public record Subject(String commonName, Instant from, Duration lifetime) {
  /** Refuses what no certificate can say. */
  public Subject {
    if (commonName.isEmpty()) {
      throw new IllegalArgumentException("a common name is not empty");
    }
    if (lifetime.isNegative() || lifetime.isZero()) {
      throw new IllegalArgumentException("a lifetime is positive but was " + lifetime);
    }
  }
}
