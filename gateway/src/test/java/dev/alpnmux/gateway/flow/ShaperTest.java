package dev.alpnmux.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time goes on by hand. */
class ShaperTest {
  private static final int RATE = 1 << 20;

  private long nowNanos = -TimeUnit.HOURS.toNanos(5);
  private final Bandwidth bandwidth = new Bandwidth(RATE, () -> nowNanos);
  private final List<Duration> waits = new ArrayList<>();
  private final List<Runnable> wakeUps = new ArrayList<>();

  @Test
  void afterAReadTheDirectionWaitsUntilItIsPaidFor() {
    Shaper shaper = shaper(() -> {});
    assertThat(shaper.holdsBack()).isFalse();
    shaper.took(2 * RATE);
    assertThat(shaper.holdsBack()).isTrue();
    assertThat(shaper.holdsBack()).isTrue();
    assertThat(waits).containsExactly(Duration.ofSeconds(2));
    nowNanos += TimeUnit.SECONDS.toNanos(2);
    assertThat(shaper.holdsBack()).isFalse();
  }

  @Test
  void whoWasHeldBackIsToldOnceToGoOn() {
    List<String> told = new ArrayList<>();
    Shaper shaper = shaper(() -> told.add("go on"));
    shaper.took(RATE);
    shaper.holdsBack();
    wakeUps.remove(0).run();
    assertThat(told).containsExactly("go on");
    shaper.holdsBack();
    assertThat(waits).hasSize(2);
  }

  @Test
  void allConnectionsOfAServiceShareItsBandwidth() {
    Shaper one = shaper(() -> {});
    Shaper other = shaper(() -> {});
    one.took(RATE);
    assertThat(other.holdsBack()).isTrue();
  }

  @Test
  void inTheLongRunExactlyTheBandwidthIsRead() {
    Shaper shaper = shaper(() -> {});
    long read = 0;
    for (int turn = 0; turn < 10_000; turn++) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(turn % 40);
      while (!shaper.holdsBack()) {
        int count = shaper.readMax();
        shaper.took(count);
        read += count;
      }
    }
    double seconds = 10_000 * 19.5 / 1000;
    assertThat(read / seconds).isBetween(0.999 * RATE, 1.002 * RATE);
  }

  @Test
  void aPauseIsSavedUpForATenthOfASecondOnly() {
    Shaper shaper = shaper(() -> {});
    nowNanos += TimeUnit.HOURS.toNanos(1);
    assertThat(shaper.readMax()).isLessThan(RATE / 8);
    shaper.took(RATE);
    assertThat(bandwidth.waitNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(900));
  }

  @Test
  void aSlowBandwidthStillReadsSomething() {
    assertThat(new Bandwidth(1024, () -> nowNanos).readMax()).isEqualTo(1024);
  }

  @Test
  void aStoppedDirectionIsNotWokenUp() {
    Shaper shaper = shaper(() -> {});
    shaper.took(RATE);
    shaper.holdsBack();
    shaper.stop();
    assertThat(wakeUps).isEmpty();
    assertThat(shaper.holdsBack()).isFalse();
  }

  @Test
  void withoutABandwidthNothingIsHeldBack() {
    Shaper.NONE.took(Integer.MAX_VALUE);
    assertThat(Shaper.NONE.holdsBack()).isFalse();
    assertThat(Shaper.NONE.readMax()).isEqualTo(Integer.MAX_VALUE);
  }

  private Shaper shaper(Runnable resume) {
    return new Shaper(bandwidth, this::schedule, resume);
  }

  private DataPath.Deadline schedule(Duration delay, Runnable task) {
    waits.add(delay);
    wakeUps.add(task);
    return () -> wakeUps.remove(task);
  }
}
