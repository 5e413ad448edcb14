package dev.alpnmux.gateway.upstream;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Draws two upstreams by their weights and takes the less busy one. Nearly as even as the fewest
 * connections, and gateways that know nothing of each other do not all run to the same upstream.
 */
final class RandomTwo implements Policy {
  private final IntUnaryOperator random;

  /**
   * @param random returns a number from 0 up to, not including, its argument
   */
  RandomTwo(IntUnaryOperator random) {
    this.random = random;
  }

  @Override
  public Candidate choose(List<Candidate> candidates, long source) {
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    int total = candidates.stream().mapToInt(Candidate::weight).sum();
    Candidate one = draw(candidates, total);
    Candidate other = drawBeside(one, candidates, total);
    return other.isLessBusyThan(one) ? other : one;
  }

  private Candidate draw(List<Candidate> candidates, int total) {
    return at(random.applyAsInt(total), candidates);
  }

  private Candidate drawBeside(Candidate drawn, List<Candidate> candidates, int total) {
    List<Candidate> others = candidates.stream().filter(c -> c != drawn).toList();
    return draw(others, total - drawn.weight());
  }

  private static Candidate at(int point, List<Candidate> candidates) {
    int rest = point;
    for (Candidate candidate : candidates) {
      rest -= candidate.weight();
      if (rest < 0) {
        return candidate;
      }
    }
    throw new IllegalArgumentException("beyond the sum of all weights");
  }
}
