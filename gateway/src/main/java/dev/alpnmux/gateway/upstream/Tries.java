package dev.alpnmux.gateway.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The upstreams that one connection has tried, and the next one. Only for its event loop. */
public final class Tries {
  private final List<Tier> tiers;
  private final long source;
  private final List<Candidate> tried = new ArrayList<>(1);

  Tries(List<Tier> tiers, long source) {
    this.tiers = tiers;
    this.source = source;
  }

  /** How many were not tried yet. */
  public int left() {
    return tiers.stream().mapToInt(tier -> tier.candidates().size()).sum() - tried.size();
  }

  /** Returns the next one to try, or nothing when all were tried. */
  public Optional<Lease> next() {
    for (Tier tier : tiers) {
      Optional<Candidate> chosen = tier.choose(this::isUntried, source);
      if (chosen.isPresent()) {
        tried.add(chosen.get());
        return chosen.map(Lease::new);
      }
    }
    return Optional.empty();
  }

  private boolean isUntried(Candidate candidate) {
    return !tried.contains(candidate);
  }
}
