package dev.alpnmux.gateway.upstream;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes the upstream with the fewest connections for its weight; among equal ones, in turn. */
final class LeastConnections implements Policy {
  private final AtomicInteger turn = new AtomicInteger();

  @Override
  public Candidate choose(List<Candidate> candidates, long source) {
    int first = Math.floorMod(turn.getAndIncrement(), candidates.size());
    Candidate least = candidates.get(first);
    for (int i = 1; i < candidates.size(); i++) {
      Candidate other = candidates.get((first + i) % candidates.size());
      least = other.isLessBusyThan(least) ? other : least;
    }
    return least;
  }
}
