package dev.alpnmux.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.alpnmux.gateway.route.Balance;
import dev.alpnmux.gateway.route.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What every policy promises, whatever the weights. */
class PolicyProperty {
  @Property(tries = 200)
  void inTurnEveryUpstreamGetsExactlyItsWeight(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 30) Integer> weights) {
    List<Candidate> tier = tier(weights);
    int total = total(tier);

    Map<Candidate, Integer> picks = picks(new RoundRobin(tier), tier, total * 2);

    tier.forEach(c -> assertThat(picks.getOrDefault(c, 0)).isEqualTo(c.weight() * 2));
  }

  @Property(tries = 200)
  void whoIsOutLeavesItsTurnsToTheOthersByTheirWeights(
      @ForAll @Size(min = 3, max = 6) List<@IntRange(min = 1, max = 30) Integer> weights) {
    List<Candidate> tier = tier(weights);
    List<Candidate> others = tier.subList(1, tier.size());
    int total = total(others);

    Map<Candidate, Integer> picks = picks(new RoundRobin(tier), others, total * 3);

    others.forEach(c -> assertThat(picks.getOrDefault(c, 0)).isEqualTo(c.weight() * 3));
  }

  @Property(tries = 100)
  void enormousWeightsAreRoundedAndNobodyIsLeftOut(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 1_000_000) Integer> weights) {
    List<Candidate> tier = tier(weights);
    int picked = 8192;

    Map<Candidate, Integer> picks = picks(new RoundRobin(tier), tier, picked);

    double total = total(tier);
    for (Candidate candidate : tier) {
      int share = picks.getOrDefault(candidate, 0);
      assertThat(share).isPositive();
      assertThat(share / (double) picked).isEqualTo(candidate.weight() / total, within(0.01));
    }
  }

  @Property(tries = 200)
  void nobodyWithFewerConnectionsForItsWeightIsPassedOver(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9) Integer> weights,
      @ForAll @Size(6) List<@IntRange(max = 50) Integer> loads) {
    List<Candidate> tier = tier(weights);
    for (int i = 0; i < tier.size(); i++) {
      load(tier.get(i), loads.get(i));
    }

    Candidate chosen = new LeastConnections().choose(tier, 0);

    assertThat(tier).noneMatch(other -> other.isLessBusyThan(chosen));
  }

  @Property(tries = 100)
  void ofTwoByChanceTheBusierIsNeverTaken(
      @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 9) Integer> weights,
      @ForAll @Size(6) List<@IntRange(max = 50) Integer> loads,
      @ForAll long seed) {
    List<Candidate> tier = tier(weights);
    for (int i = 0; i < tier.size(); i++) {
      load(tier.get(i), loads.get(i));
    }

    Candidate chosen = new RandomTwo(new Random(seed)::nextInt).choose(tier, 0);

    assertThat(tier).anyMatch(other -> other != chosen && !other.isLessBusyThan(chosen));
  }

  @Property(tries = 20)
  void ofTwoByChanceIdleUpstreamsAreAllReached(
      @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 1, max = 4) Integer> weights,
      @ForAll long seed) {
    List<Candidate> tier = tier(weights);

    Map<Candidate, Integer> picks = picks(new RandomTwo(new Random(seed)::nextInt), tier, 2000);

    assertThat(picks.keySet()).containsExactlyInAnyOrderElementsOf(tier);
  }

  @Property(tries = 50)
  void whenAnUpstreamGoesOnlyItsClientsMove(
      @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 9) Integer> weights,
      @ForAll @IntRange(max = 5) int gone) {
    List<Candidate> tier = tier(weights);
    Candidate leaving = tier.get(gone % tier.size());
    List<Candidate> rest = new ArrayList<>(tier);
    rest.remove(leaving);
    SourceHash policy = new SourceHash();

    for (long source = 0; source < 500; source++) {
      Candidate before = policy.choose(tier, source);
      Candidate after = policy.choose(rest, source);
      assertThat(after == before || before == leaving).isTrue();
    }
  }

  @Property(tries = 20)
  void clientsAreSpreadByTheWeights(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 9) Integer> weights) {
    List<Candidate> tier = tier(weights);
    SourceHash policy = new SourceHash();
    Map<Candidate, Integer> picks = new HashMap<>();
    int clients = 20_000;

    LongStream.range(0, clients)
        .forEach(source -> picks.merge(policy.choose(tier, source), 1, Integer::sum));

    double total = total(tier);
    for (Candidate candidate : tier) {
      assertThat(picks.getOrDefault(candidate, 0) / (double) clients)
          .isEqualTo(candidate.weight() / total, within(0.03));
    }
  }

  @Property(tries = 50)
  void onlyACandidateIsChosen(
      @ForAll Balance balance,
      @ForAll @Size(min = 3, max = 6) List<@IntRange(min = 1, max = 9) Integer> weights) {
    List<Candidate> tier = tier(weights);
    List<Candidate> open = tier.subList(1, 3);

    Map<Candidate, Integer> picks = picks(Policy.of(balance, tier), open, 50);

    assertThat(open).containsAll(picks.keySet());
  }

  private static Map<Candidate, Integer> picks(Policy policy, List<Candidate> open, int count) {
    Map<Candidate, Integer> picks = new HashMap<>();
    for (int i = 0; i < count; i++) {
      picks.merge(policy.choose(open, i), 1, Integer::sum);
    }
    return picks;
  }

  private static List<Candidate> tier(List<Integer> weights) {
    List<Candidate> tier = new ArrayList<>();
    for (int weight : weights) {
      Upstream address = new Upstream.Tcp("10.0.0." + tier.size(), 5432);
      tier.add(new Candidate(address, weight, new UpstreamState()));
    }
    return tier;
  }

  private static void load(Candidate candidate, int connections) {
    for (int i = 0; i < connections; i++) {
      candidate.state().taken();
    }
  }

  private static int total(List<Candidate> tier) {
    return tier.stream().mapToInt(Candidate::weight).sum();
  }
}
