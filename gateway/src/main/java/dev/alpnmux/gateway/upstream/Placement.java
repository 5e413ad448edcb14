package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which tier each upstream belongs to. The configured ones come first, their backups last; records
 * of a name with the lowest priority count as configured, each further priority is a tier behind.
 */
final class Placement {
  /**
   * What an upstream of weight 1 has to share among its records: divisible by all small numbers, so
   * that the usual shares come out exactly.
   */
  private static final int PARTS = 5040;

  /** So that the sum of a tier stays a number, whatever its weights are. */
  private static final long SUM_MAX = Integer.MAX_VALUE / 2;

  /** RFC 2782: beside others, weight 0 is "a very small chance"; this many times smaller than 1. */
  private static final int ZERO_DIVISOR = 100;

  private Placement() {}

  /** An upstream that can be connected, and its weight within its tier. */
  record Placed(Upstream address, int weight) {}

  private record Share(Upstream address, long weight) {}

  /**
   * Returns the tiers, none of them empty.
   *
   * @param answers the usable records of each name that has some
   */
  static List<List<Placed>> tiers(
      List<WeightedUpstream> upstreams, Map<Upstream.Srv, List<SrvRecord>> answers) {
    List<List<Placed>> tiers = new ArrayList<>();
    for (boolean isBackup : new boolean[] {false, true}) {
      SortedMap<Integer, List<Share>> byRank = new TreeMap<>();
      upstreams.stream()
          .filter(upstream -> upstream.isBackup() == isBackup)
          .forEach(upstream -> place(upstream, answers, byRank));
      byRank.values().forEach(tier -> tiers.add(weighed(tier)));
    }
    return tiers;
  }

  private static void place(
      WeightedUpstream upstream,
      Map<Upstream.Srv, List<SrvRecord>> answers,
      SortedMap<Integer, List<Share>> byRank) {
    if (!(upstream.address() instanceof Upstream.Srv srv)) {
      Share whole = new Share(upstream.address(), (long) upstream.weight() * PARTS);
      byRank.computeIfAbsent(0, rank -> new ArrayList<>()).add(whole);
      return;
    }
    SortedMap<Integer, List<SrvRecord>> byPriority = new TreeMap<>();
    for (SrvRecord record : answers.getOrDefault(srv, List.of())) {
      byPriority.computeIfAbsent(record.priority(), p -> new ArrayList<>()).add(record);
    }
    int rank = 0;
    for (List<SrvRecord> equal : byPriority.values()) {
      byRank
          .computeIfAbsent(rank++, r -> new ArrayList<>())
          .addAll(shares(srv, upstream.weight(), equal));
    }
  }

  /** The weight of the upstream is what its records share. */
  private static List<Share> shares(Upstream.Srv srv, int weight, List<SrvRecord> records) {
    boolean hasPositive = records.stream().anyMatch(record -> record.weight() > 0);
    long sum = records.stream().mapToLong(record -> chances(record, hasPositive)).sum();
    return records.stream()
        .map(
            record ->
                new Share(
                    new Upstream.Tcp(record.host(), record.port(), Optional.of(srv)),
                    Math.max(1, (long) weight * PARTS * chances(record, hasPositive) / sum)))
        .toList();
  }

  private static long chances(SrvRecord record, boolean hasPositive) {
    return hasPositive ? Math.max(1, (long) record.weight() * ZERO_DIVISOR) : 1;
  }

  private static List<Placed> weighed(List<Share> tier) {
    long divisor = tier.stream().mapToLong(Share::weight).reduce(0, Placement::commonDivisor);
    long sum = tier.stream().mapToLong(Share::weight).sum() / divisor;
    long scale = divisor * (sum / SUM_MAX + 1);
    return tier.stream()
        .map(share -> new Placed(share.address(), (int) Math.max(1, share.weight() / scale)))
        .toList();
  }

  private static long commonDivisor(long a, long b) {
    return b == 0 ? a : commonDivisor(b, a % b);
  }
}
