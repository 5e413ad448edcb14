package dev.alpnmux.gateway.upstream;

import java.util.List;

/**
 * Takes the same upstream for the same client address, by rendezvous hashing: every upstream throws
 * its own dice for the client, and the highest one wins. When one goes, only its clients move; when
 * it returns, only they move back. Each gateway with the same upstreams comes to the same answer.
 */
final class SourceHash implements Policy {
  @Override
  public Candidate choose(List<Candidate> candidates, long source) {
    Candidate best = candidates.get(0);
    double bestScore = score(best, source);
    for (int i = 1; i < candidates.size(); i++) {
      double score = score(candidates.get(i), source);
      if (score > bestScore) {
        best = candidates.get(i);
        bestScore = score;
      }
    }
    return best;
  }

  /** With -w / ln(u) of a uniform u each wins in proportion to its weight. */
  private static double score(Candidate candidate, long source) {
    long dice = mix(source ^ mix(candidate.address().toString().hashCode()));
    double uniform = ((dice >>> 11) + 0.5) * 0x1.0p-53;
    return -candidate.weight() / Math.log(uniform);
  }

  /** The finalizer of SplitMix64: every bit of the input changes half of the output. */
  private static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
