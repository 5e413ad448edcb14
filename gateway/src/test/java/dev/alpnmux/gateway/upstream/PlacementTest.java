package dev.alpnmux.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import dev.alpnmux.gateway.upstream.Placement.Placed;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final Upstream.Srv SRV = new Upstream.Srv("_x._tcp.a.test");
  private static final Upstream.Srv OTHER = new Upstream.Srv("_x._tcp.b.test");
  private static final Upstream PLAIN = new Upstream.Tcp("plain.test", 1);
  private static final Upstream SPARE = new Upstream.Tcp("spare.test", 2);

  @Test
  void configuredWeightsKeepTheirProportionAndBackupsComeLast() {
    assertThat(
            Placement.tiers(
                List.of(
                    new WeightedUpstream(SPARE, 7, true),
                    new WeightedUpstream(PLAIN, 4, false),
                    new WeightedUpstream(SPARE, 6, false)),
                Map.of()))
        .containsExactly(
            List.of(new Placed(PLAIN, 2), new Placed(SPARE, 3)), List.of(new Placed(SPARE, 1)));
  }

  @Test
  void eachPriorityIsATier() {
    assertThat(
            tiers(
                new WeightedUpstream(SRV, 1, false),
                record(20, 5, "c"),
                record(10, 10, "a"),
                record(10, 30, "b")))
        .containsExactly(
            List.of(new Placed(found("a"), 1), new Placed(found("b"), 3)),
            List.of(new Placed(found("c"), 1)));
  }

  @Test
  void recordsWithoutAWeightShareAlike() {
    assertThat(tiers(WeightedUpstream.of(SRV), record(1, 0, "a"), record(1, 0, "b")))
        .containsExactly(List.of(new Placed(found("a"), 1), new Placed(found("b"), 1)));
  }

  /** RFC 2782: "a very small chance of being selected". */
  @Test
  void besideOthersTheWeightZeroIsNextToNothing() {
    assertThat(tiers(WeightedUpstream.of(SRV), record(1, 0, "a"), record(1, 2, "b")))
        .containsExactly(List.of(new Placed(found("a"), 25), new Placed(found("b"), 5014)));
  }

  @Test
  void aConfiguredWeightIsSharedByTheRecords() {
    assertThat(
            Placement.tiers(
                List.of(new WeightedUpstream(SRV, 3, false), WeightedUpstream.of(PLAIN)),
                Map.of(SRV, List.of(record(1, 1, "a"), record(1, 2, "b")))))
        .containsExactly(
            List.of(new Placed(found("a"), 1), new Placed(found("b"), 2), new Placed(PLAIN, 1)));
  }

  @Test
  void theFirstPrioritiesOfTwoNamesAreOneTierWhateverTheirNumbersAre() {
    Upstream.Tcp other = new Upstream.Tcp("z", 9, Optional.of(OTHER));
    assertThat(
            Placement.tiers(
                List.of(WeightedUpstream.of(SRV), new WeightedUpstream(OTHER, 1, false)),
                Map.of(
                    SRV,
                    List.of(record(5, 1, "a"), record(6, 1, "b")),
                    OTHER,
                    List.of(record(900, 1, "z")))))
        .containsExactly(
            List.of(new Placed(found("a"), 1), new Placed(other, 1)),
            List.of(new Placed(found("b"), 1)));
  }

  @Test
  void theRecordsOfABackupComeBehindAllOthers() {
    assertThat(
            Placement.tiers(
                List.of(new WeightedUpstream(SRV, 1, true), WeightedUpstream.of(PLAIN)),
                Map.of(SRV, List.of(record(1, 1, "a"), record(2, 1, "b")))))
        .containsExactly(
            List.of(new Placed(PLAIN, 1)),
            List.of(new Placed(found("a"), 1)),
            List.of(new Placed(found("b"), 1)));
  }

  @Test
  void aNameWithoutAnAnswerHasNoTier() {
    assertThat(tiers(WeightedUpstream.of(SRV))).isEmpty();
    assertThat(Placement.tiers(List.of(WeightedUpstream.of(SRV)), Map.of())).isEmpty();
  }

  @Test
  void theSumOfATierIsANumberWhateverItsWeightsAre() {
    List<WeightedUpstream> many =
        IntStream.rangeClosed(1, 4000)
            .mapToObj(i -> new WeightedUpstream(PLAIN, 1 + i % 1000, false))
            .toList();
    List<WeightedUpstream> all =
        Stream.concat(many.stream(), Stream.of(WeightedUpstream.of(SRV))).toList();

    List<Placed> tier =
        Placement.tiers(all, Map.of(SRV, List.of(record(1, 1, "a"), record(1, 65_535, "b"))))
            .get(0);

    assertThat(tier.stream().mapToLong(Placed::weight).sum()).isLessThan(Integer.MAX_VALUE);
    assertThat(tier).allMatch(placed -> placed.weight() >= 1);
  }

  @Test
  void theOrderOfAnAnswerDoesNotCountNorDoesARecordThatIsThereTwice() {
    SrvRecord a = record(1, 1, "a");
    SrvRecord late = record(2, 1, "a");
    SrvRecord b = record(1, 1, "b");

    assertThat(SrvRecord.usable(List.of(b, late, a))).containsExactly(a, b);
    assertThat(SrvRecord.usable(List.of(a, b, late))).containsExactly(a, b);
  }

  @Test
  void soManyRecordsAreUsedAndNoMore() {
    List<SrvRecord> many =
        IntStream.rangeClosed(1, 200)
            .mapToObj(port -> new SrvRecord(200 - port, 1, "a.test", port))
            .toList();

    assertThat(SrvRecord.usable(many))
        .hasSize(SrvRecord.RECORDS_MAX)
        .allMatch(record -> record.priority() < SrvRecord.RECORDS_MAX);
  }

  private static List<List<Placed>> tiers(WeightedUpstream upstream, SrvRecord... records) {
    return Placement.tiers(List.of(upstream), Map.of(SRV, Arrays.asList(records)));
  }

  private static SrvRecord record(int priority, int weight, String host) {
    return new SrvRecord(priority, weight, host, 9);
  }

  private static Upstream found(String host) {
    return new Upstream.Tcp(host, 9, Optional.of(SRV));
  }
}
