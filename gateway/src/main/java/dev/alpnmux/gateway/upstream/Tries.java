package dev.alpnmux.gateway.upstream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The upstreams that one connection has tried, and the next one. Only for its event loop. */
public final class Tries {
  private final UpstreamPool pool;
  private final List<Tier> tiers;
  private final long source;
  private final List<Candidate> tried = new ArrayList<>(1);

  Tries(UpstreamPool pool, List<Tier> tiers, long source) {
    this.pool = pool;
    this.tiers = tiers;
    this.source = source;
  }

  /** How many were not tried yet. */
  public int left() {
    return tiers.stream().mapToInt(tier -> tier.candidates().size()).sum() - tried.size();
  }

  /** Returns in a few words why there is none to try. */
  public String lack() {
    return pool.lack();
  }

  /**
   * Returns the next one to try, or nothing when all were tried. One that is out waits until there
   * is no other; then it is tried all the same: a wrong verdict must not take the service down.
   * Only one that is down by its check is left alone where the service says so.
   */
  public Optional<Lease> next() {
    for (Tier tier : tiers) {
      Optional<Candidate> probed = tier.candidates().stream().filter(this::takesProbe).findFirst();
      if (probed.isPresent()) {
        return Optional.of(lease(probed.get(), true));
      }
      Optional<Candidate> chosen = tier.choose(this::canBeHad, source);
      if (chosen.isPresent()) {
        return Optional.of(lease(chosen.get(), false));
      }
    }
    return leastBad().map(candidate -> lease(candidate, false));
  }

  private boolean takesProbe(Candidate candidate) {
    return isUntried(candidate)
        && !candidate.state().verdict().isDown()
        && candidate.state().ejection().takeProbe(pool.nowNanos());
  }

  private boolean canBeHad(Candidate candidate) {
    return isUntried(candidate) && candidate.state().isUp();
  }

  private Optional<Candidate> leastBad() {
    long now = pool.nowNanos();
    return tiers.stream()
        .flatMap(tier -> tier.candidates().stream())
        .filter(this::isUntried)
        .filter(c -> !pool.refusesWhenAllDown() || !c.state().verdict().isDown())
        .min(
            Comparator.<Candidate, Boolean>comparing(c -> c.state().verdict().isDown())
                .thenComparing(c -> c.state().ejection().leftNanos(now)));
  }

  private boolean isUntried(Candidate candidate) {
    return !tried.contains(candidate);
  }

  private Lease lease(Candidate candidate, boolean isProbe) {
    tried.add(candidate);
    return new Lease(pool, candidate, isProbe);
  }
}
