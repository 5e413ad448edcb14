package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Balance;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses among upstreams. Thread-safe. */
@FunctionalInterface
interface Policy {
  /**
   * Chooses one of the candidates.
   *
   * @param candidates those of its tier that can be had, in their order; at least one
   * @param source stands for the client's address
   */
  Candidate choose(List<Candidate> candidates, long source);

  /** Returns the policy for the upstreams of one tier. */
  static Policy of(Balance balance, List<Candidate> tier) {
    return switch (balance) {
      case ROUND_ROBIN -> new RoundRobin(tier);
      case LEAST_CONNECTIONS -> new LeastConnections();
      case RANDOM_TWO -> new RandomTwo(bound -> ThreadLocalRandom.current().nextInt(bound));
      case SOURCE_HASH -> new SourceHash();
    };
  }
}
