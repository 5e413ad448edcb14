package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The upstreams of one service as configured, with what is known of each. Thread-safe. */
public final class UpstreamPool {
  private final Map<Upstream, UpstreamState> states = new HashMap<>();
  private final List<Tier> tiers = new ArrayList<>();

  /**
   * @param before knows what to keep of the upstreams that this service had until now
   */
  UpstreamPool(Service service, Map<Upstream, UpstreamState> before) {
    for (WeightedUpstream upstream : service.upstreams()) {
      UpstreamState known = before.get(upstream.address());
      states.putIfAbsent(upstream.address(), known == null ? new UpstreamState() : known);
    }
    addTier(service, false);
    addTier(service, true);
  }

  private void addTier(Service service, boolean isBackup) {
    List<Candidate> candidates =
        service.upstreams().stream()
            .filter(upstream -> upstream.isBackup() == isBackup)
            .map(this::candidate)
            .toList();
    if (!candidates.isEmpty()) {
      tiers.add(new Tier(candidates, service.balance()));
    }
  }

  private Candidate candidate(WeightedUpstream upstream) {
    UpstreamState state = states.computeIfAbsent(upstream.address(), a -> new UpstreamState());
    return new Candidate(upstream.address(), upstream.weight(), state);
  }

  /** What is known of the upstreams, by their addresses. */
  Map<Upstream, UpstreamState> states() {
    return states;
  }

  /**
   * Returns the upstreams for one connection, each at most once.
   *
   * @param source stands for the client's address
   */
  public Tries tries(long source) {
    return new Tries(List.copyOf(tiers), source);
  }
}
