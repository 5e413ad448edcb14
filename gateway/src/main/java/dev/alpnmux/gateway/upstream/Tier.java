package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Balance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The upstreams of a service that are worth the same; those of a later tier wait for their fall.
 */
final class Tier {
  private final List<Candidate> candidates;
  private final Policy policy;

  /**
   * @param candidates at least one
   */
  Tier(List<Candidate> candidates, Balance balance) {
    this.candidates = List.copyOf(candidates);
    this.policy = Policy.of(balance, this.candidates);
  }

  List<Candidate> candidates() {
    return candidates;
  }

  /** Chooses one of those that can be had, if there is any. */
  Optional<Candidate> choose(Predicate<Candidate> canBeHad, long source) {
    List<Candidate> open = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      if (canBeHad.test(candidate)) {
        open.add(candidate);
      }
    }
    return open.isEmpty() ? Optional.empty() : Optional.of(policy.choose(open, source));
  }
}
