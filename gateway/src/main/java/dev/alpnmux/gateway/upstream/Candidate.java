package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Upstream;

/** One upstream as those see it who choose. Equal only to itself: a service may name one twice. */
final class Candidate {
  private final Upstream address;
  private final int weight;
  private final UpstreamState state;

  Candidate(Upstream address, int weight, UpstreamState state) {
    this.address = address;
    this.weight = weight;
    this.state = state;
  }

  Upstream address() {
    return address;
  }

  int weight() {
    return weight;
  }

  UpstreamState state() {
    return state;
  }

  /** Whether it has fewer connections for its weight than the other one. */
  boolean isLessBusyThan(Candidate other) {
    return (long) state.connections() * other.weight < (long) other.state.connections() * weight;
  }
}
