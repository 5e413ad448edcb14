package dev.alpnmux.gateway.route;

/**
 * An upstream and its share of a service. Immutable.
 *
 * @param address where it is
 * @param weight how many connections it gets where one of weight 1 gets one
 * @param isBackup whether it is used only when every other one is out
 */
public record WeightedUpstream(Upstream address, int weight, boolean isBackup) {
  /** So that a schedule of all weights stays small. */
  public static final int WEIGHT_MAX = 1000;

  public WeightedUpstream {
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException(
          "a weight is from 1 to " + WEIGHT_MAX + " but was " + weight);
    }
  }

  /** Returns one of weight 1 that is no backup. */
  public static WeightedUpstream of(Upstream address) {
    return new WeightedUpstream(address, 1, false);
  }

  /** Returns it as the log writes it: its address. */
  @Override
  public String toString() {
    return address.toString();
  }
}
