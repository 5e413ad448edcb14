package dev.alpnmux.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * In which order the gateways of one client are tried. One that has failed goes behind the others
 * for a while, longer each time: so a client stays with a gateway that works, and comes back to the
 * one that it prefers. Thread-safe.
 */
final class GatewayOrder {
  private static final Duration FIRST_LAPSE = Duration.ofSeconds(10);
  private static final Duration LAPSE_MAX = Duration.ofMinutes(5);

  /** How often a gateway has failed since it last worked, and until when others go before it. */
  private record Lapse(int failures, long untilNanos) {}

  private final Map<GatewayAddress, Lapse> lapses = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final IntUnaryOperator random;

  /**
   * @param nanoTime a clock as {@link System#nanoTime}
   * @param random returns any number from 0 to below its argument
   */
  GatewayOrder(LongSupplier nanoTime, IntUnaryOperator random) {
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** Returns all of them, the one to try first at the head. */
  List<Candidate> of(List<Candidate> candidates) {
    List<Candidate> ordered = byWeight(candidates);
    long now = nanoTime.getAsLong();
    // The sort is stable: those that are in no lapse keep the order that they have.
    ordered.sort(Comparator.comparingLong(candidate -> lapseLeft(candidate.address(), now)));
    return ordered;
  }

  private List<Candidate> byWeight(List<Candidate> candidates) {
    List<Candidate> left = new ArrayList<>(candidates);
    left.sort(Comparator.comparingInt(Candidate::priority));
    List<Candidate> ordered = new ArrayList<>(left.size());
    while (!left.isEmpty()) {
      ordered.add(left.remove(drawn(left)));
    }
    return ordered;
  }

  /** Where one of the lowest priority is, each with the chance that its weight gives (RFC 2782). */
  private int drawn(List<Candidate> sorted) {
    int priority = sorted.get(0).priority();
    int[] weights =
        sorted.stream()
            .takeWhile(candidate -> candidate.priority() == priority)
            .mapToInt(Candidate::weight)
            .toArray();
    int drawn = random.applyAsInt(IntStream.of(weights).sum());
    for (int i = 0; i < weights.length; i++) {
      drawn -= weights[i];
      if (drawn < 0) {
        return i;
      }
    }
    throw new IllegalStateException("the number drawn is not below the sum of the weights");
  }

  private long lapseLeft(GatewayAddress gateway, long now) {
    Lapse lapse = lapses.get(gateway);
    return lapse == null ? 0 : Math.max(0, lapse.untilNanos - now);
  }

  /** It has answered, whatever its answer was. */
  void answered(GatewayAddress gateway) {
    lapses.remove(gateway);
  }

  void failed(GatewayAddress gateway) {
    long now = nanoTime.getAsLong();
    lapses.values().removeIf(lapse -> now - lapse.untilNanos > LAPSE_MAX.toNanos());
    lapses.merge(gateway, lapse(1, now), (old, first) -> lapse(old.failures + 1, now));
  }

  private static Lapse lapse(int failures, long now) {
    // Five doublings pass the maximum; more would only overflow.
    long nanos = FIRST_LAPSE.toNanos() << Math.min(failures - 1, 5);
    return new Lapse(failures, now + Math.min(nanos, LAPSE_MAX.toNanos()));
  }
}
