package dev.alpnmux.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.metrics.Counts;
import dev.alpnmux.gateway.metrics.Counts.ListenerCounts;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RatesTest {
  @Test
  void thereIsNoRateBeforeTheSecondSample() {
    Rates rates = new Rates(0, accepted(5));
    assertThat(rates.growth().seconds()).isZero();
    assertThat(rates.growth().perSecond(RatesTest::accepted)).isZero();
  }

  @Test
  void aRateIsTheGrowthOverTheTime() {
    Rates rates = new Rates(0, accepted(5));
    rates.sample(TimeUnit.MILLISECONDS.toNanos(2500), accepted(15));
    assertThat(rates.growth().seconds()).isEqualTo(2.5);
    assertThat(rates.growth().perSecond(RatesTest::accepted)).isEqualTo(4);
  }

  @Test
  void whatIsOlderThanTenPeriodsCountsNoMore() {
    Rates rates = new Rates(0, accepted(0));
    rates.sample(TimeUnit.SECONDS.toNanos(1), accepted(1000));
    for (int second = 2; second <= 11; second++) {
      rates.sample(TimeUnit.SECONDS.toNanos(second), accepted(1000));
    }
    assertThat(rates.growth().seconds()).isEqualTo(10);
    assertThat(rates.growth().perSecond(RatesTest::accepted)).isZero();
  }

  @Test
  void aCounterThatBeganAnewHasNoNegativeRate() {
    Rates rates = new Rates(0, accepted(100));
    rates.sample(TimeUnit.SECONDS.toNanos(1), accepted(3));
    assertThat(rates.growth().perSecond(RatesTest::accepted)).isZero();
  }

  private static Counts accepted(long count) {
    return new Counts(Map.of("public", new ListenerCounts(count, 0, Map.of())), Map.of(), Map.of());
  }

  private static long accepted(Counts counts) {
    return counts.listeners().values().stream().mapToLong(ListenerCounts::accepted).sum();
  }
}
