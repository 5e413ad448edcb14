package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.Health;
import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.HealthCheck.WhenAllDown;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The upstreams of one service as configured, with what is known of each. Thread-safe. */
public final class UpstreamPool {
  private final Service service;
  private final Surroundings surroundings;
  private final Map<Upstream, UpstreamState> states = new HashMap<>();
  private final List<Tier> tiers;

  /** What all pools share: who is told, and what time it is. */
  record Surroundings(UpstreamEvents events, LongSupplier nanoClock) {}

  /**
   * @param before what is known of the upstreams that this service had until now
   */
  UpstreamPool(Service service, Surroundings surroundings, Map<Upstream, UpstreamState> before) {
    this.service = service;
    this.surroundings = surroundings;
    for (WeightedUpstream upstream : service.upstreams()) {
      UpstreamState known = before.get(upstream.address());
      states.putIfAbsent(upstream.address(), known == null ? new UpstreamState() : known);
    }
    List<Tier> found = new ArrayList<>();
    addTier(false, found);
    addTier(true, found);
    tiers = List.copyOf(found);
  }

  private void addTier(boolean isBackup, List<Tier> found) {
    List<Candidate> candidates =
        service.upstreams().stream()
            .filter(upstream -> upstream.isBackup() == isBackup)
            .map(this::candidate)
            .toList();
    if (!candidates.isEmpty()) {
      found.add(new Tier(candidates, service.balance()));
    }
  }

  private Candidate candidate(WeightedUpstream upstream) {
    UpstreamState state = states.computeIfAbsent(upstream.address(), a -> new UpstreamState());
    return new Candidate(upstream.address(), upstream.weight(), state);
  }

  String service() {
    return service.name();
  }

  /** The service as configured. */
  public Service configured() {
    return service;
  }

  Health health() {
    return service.health();
  }

  boolean closesOnDown() {
    return health().check().map(HealthCheck::closesOnDown).orElse(false);
  }

  boolean refusesWhenAllDown() {
    return health().check().map(c -> c.whenAllDown() == WhenAllDown.REFUSE).orElse(false);
  }

  /** Returns the addresses of all upstreams, each once. */
  public List<Upstream> addresses() {
    return List.copyOf(states.keySet());
  }

  /** Whether a check has answered for every upstream before. */
  public boolean isChecked() {
    return states.values().stream().allMatch(state -> state.verdict().isAsked());
  }

  /**
   * An upstream was asked how it is.
   *
   * @param failure why the answer is bad; nothing when it is good
   */
  public void checked(Upstream upstream, HealthCheck check, Optional<String> failure) {
    UpstreamState state = states.get(upstream);
    if (state == null) {
      return;
    }
    switch (state.verdict().answered(failure.isEmpty(), check)) {
      case UP -> events().cameUp(service(), upstream);
      case DOWN -> {
        events().wentDown(service(), upstream, failure.orElse(""));
        state.verdict().tellConnections();
      }
      case NONE -> {}
    }
  }

  UpstreamEvents events() {
    return surroundings.events();
  }

  long nowNanos() {
    return surroundings.nanoClock().getAsLong();
  }

  /** What is known of the upstreams, by their addresses. */
  Map<Upstream, UpstreamState> states() {
    return states;
  }

  /** Whether nothing speaks against an upstream of this service. */
  boolean isUp(Upstream upstream) {
    UpstreamState state = states.get(upstream);
    return state != null && state.isUp();
  }

  /**
   * Returns the upstreams for one connection, each at most once.
   *
   * @param source stands for the client's address
   */
  public Tries tries(long source) {
    return new Tries(this, tiers, source);
  }
}
