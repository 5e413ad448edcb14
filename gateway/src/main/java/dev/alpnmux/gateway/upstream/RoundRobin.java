package dev.alpnmux.gateway.upstream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the upstreams in turn, as often as their weights say, and evenly spread. The turns stand in
 * a schedule that is made once, so that nobody waits for a lock. Who is out is passed over together
 * with the turn, and what the others get keeps their proportion.
 */
final class RoundRobin implements Policy {
  /** Weights that would make a longer schedule are rounded to fit. */
  private static final int LENGTH_MAX = 4096;

  private final List<Candidate> schedule;
  private final AtomicInteger turn = new AtomicInteger();

  RoundRobin(List<Candidate> tier) {
    schedule = schedule(tier);
  }

  @Override
  public Candidate choose(List<Candidate> candidates, long source) {
    for (int passed = 0; candidates.size() > 1 && passed < schedule.size(); passed++) {
      Candidate next = schedule.get(Math.floorMod(turn.getAndIncrement(), schedule.size()));
      if (candidates.contains(next)) {
        return next;
      }
    }
    return candidates.get(0);
  }

  /** The smooth weighted turns of nginx: each gains its weight, the richest pays for its turn. */
  private static List<Candidate> schedule(List<Candidate> tier) {
    int[] weights = reduced(tier.stream().mapToInt(Candidate::weight).toArray());
    int length = Arrays.stream(weights).sum();
    int[] wealth = new int[weights.length];
    List<Candidate> schedule = new ArrayList<>(length);
    for (int slot = 0; slot < length; slot++) {
      int richest = 0;
      for (int i = 0; i < weights.length; i++) {
        wealth[i] += weights[i];
        richest = wealth[i] > wealth[richest] ? i : richest;
      }
      wealth[richest] -= length;
      schedule.add(tier.get(richest));
    }
    return List.copyOf(schedule);
  }

  private static int[] reduced(int[] weights) {
    int divisor = Arrays.stream(weights).reduce(0, RoundRobin::greatestCommonDivisor);
    long length = Arrays.stream(weights).asLongStream().sum() / divisor;
    double scale = Math.min(1.0, (double) LENGTH_MAX / length) / divisor;
    return Arrays.stream(weights).map(w -> (int) Math.max(1, Math.round(w * scale))).toArray();
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
