package dev.alpnmux.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.address.IpAddress;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeRateTest {
  private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1");

  private long nowNanos = TimeUnit.HOURS.toNanos(5);
  private final HandshakeRate rate = new HandshakeRate(() -> nowNanos, 0x05EC_2E75_5EC2_E755L);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 1000})
  void aSecondsWorthMayComeAtOnceAndThenTheRateCounts(int perSecond) {
    assertThat(admitted(CLIENT, perSecond, 2 * perSecond)).isEqualTo(perSecond);
    nowNanos += TimeUnit.SECONDS.toNanos(1) / perSecond;
    assertThat(admitted(CLIENT, perSecond, 2)).isEqualTo(1);
  }

  @Test
  void whoInsistsGetsHisRateAndNoMore() {
    int admitted = 0;
    for (int millis = 0; millis < 10_000; millis++) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(1);
      admitted += admitted(CLIENT, 10, 3);
    }
    // What comes at once, and ten for each of the ten seconds.
    assertThat(admitted).isBetween(100, 110);
  }

  @Test
  void aPauseIsNotSavedUp() {
    nowNanos += TimeUnit.DAYS.toNanos(1);
    assertThat(admitted(CLIENT, 10, 100)).isEqualTo(10);
  }

  @Test
  void withoutALimitEverybodyIsLetIn() {
    assertThat(admitted(CLIENT, 0, 10_000)).isEqualTo(10_000);
  }

  @Test
  void nobodyEscapesByComingFromManyAddresses() {
    assertThat(admitted(CLIENT, 10, 100)).isEqualTo(10);
    int others = IntStream.range(0, 200_000).map(i -> admitted(address(i), 10, 1)).sum();
    assertThat(admitted(CLIENT, 10, 100)).isZero();
    assertThat(others).isPositive();
  }

  @Test
  void aFloodOfThousandsOfAddressesCostsOthersNothing() {
    for (int i = 0; i < 1500; i++) {
      admitted(address(i), 10, 20);
    }
    int innocent =
        IntStream.range(1_000_000, 1_010_000).map(i -> admitted(address(i), 10, 1)).sum();
    assertThat(innocent).isGreaterThan(9_990);
  }

  private static IpAddress address(int number) {
    return new IpAddress(0x2001_0db8_0000_0000L | number, 0);
  }

  private int admitted(IpAddress client, int perSecond, int tries) {
    return (int) IntStream.range(0, tries).filter(i -> rate.admits(client, perSecond)).count();
  }
}
