package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The upstreams of a service at one moment, those of SRV records included. Immutable but for what
 * is known of each.
 *
 * @param tiers none of them empty
 * @param states by address, each once
 */
record PoolContent(List<Tier> tiers, Map<Upstream, UpstreamState> states) {
  /**
   * Returns the upstreams that these answers make.
   *
   * @param known what is known already of these upstreams, and of others
   */
  static PoolContent of(
      Service service,
      Map<Upstream.Srv, List<SrvRecord>> answers,
      Map<Upstream, UpstreamState> known) {
    List<List<Placement.Placed>> tiers = Placement.tiers(service.upstreams(), answers);
    Map<Upstream, UpstreamState> states = new LinkedHashMap<>();
    tiers.stream()
        .flatMap(List::stream)
        .map(Placement.Placed::address)
        .forEach(address -> states.computeIfAbsent(address, a -> state(a, known)));
    return new PoolContent(
        tiers.stream().map(tier -> new Tier(candidates(tier, states), service.balance())).toList(),
        states);
  }

  private static UpstreamState state(Upstream address, Map<Upstream, UpstreamState> known) {
    UpstreamState before = known.get(address);
    return before == null ? new UpstreamState() : before;
  }

  private static List<Candidate> candidates(
      List<Placement.Placed> tier, Map<Upstream, UpstreamState> states) {
    return tier.stream()
        .map(
            placed ->
                new Candidate(
                    placed.address(),
                    placed.weight(),
                    Objects.requireNonNull(states.get(placed.address()))))
        .toList();
  }

  /** Whether nothing speaks against it; of an SRV name, against one of its upstreams at least. */
  boolean isUp(Upstream configured) {
    return states.entrySet().stream()
        .filter(e -> e.getKey().configured().equals(configured))
        .anyMatch(e -> e.getValue().isUp());
  }
}
