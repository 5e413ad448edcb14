package dev.alpnmux.client;

/**
 * A gateway that may be tried.
 *
 * @param priority lower ones are tried first
 * @param weight how often it comes first among those of one priority, in proportion to theirs
 */
record Candidate(GatewayAddress address, int priority, int weight) {
  static final int WEIGHT_MAX = 65_535;

  Candidate {
    if (priority < 0) {
      throw new IllegalArgumentException("a priority is not negative but was " + priority);
    }
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException("a weight is 1 to " + WEIGHT_MAX + " but was " + weight);
    }
  }
}
