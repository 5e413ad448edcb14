package dev.alpnmux.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.Refusal;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalSamplerTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static long admitted(RefusalSampler sampler, Refusal reason, long nanos, int of) {
    return IntStream.range(0, of).filter(i -> sampler.admits(reason, nanos)).count();
  }

  /** The clock of a JVM may begin anywhere. */
  @ParameterizedTest
  @ValueSource(longs = {0, -5_500_000_000L, 1L << 61})
  void soManyOfAReasonPassInASecond(long start) {
    RefusalSampler sampler = new RefusalSampler(3);
    for (long nanos = start; nanos < start + 5 * SECOND; nanos += SECOND) {
      assertThat(admitted(sampler, Refusal.UNKNOWN_SERVICE, nanos, 10)).isEqualTo(3);
    }
  }

  @Test
  void aFloodOfOneReasonHidesNoOther() {
    RefusalSampler sampler = new RefusalSampler(1);
    assertThat(admitted(sampler, Refusal.NOT_TLS, 0, 1000)).isOne();
    assertThat(admitted(sampler, Refusal.CLIENT_CERTIFICATE_REVOKED, 0, 1)).isOne();
  }

  @Test
  void zeroLetsNothingThrough() {
    assertThat(admitted(new RefusalSampler(0), Refusal.NOT_TLS, SECOND, 5)).isZero();
  }

  @Test
  void severalThreadsGetNoMore() {
    RefusalSampler sampler = new RefusalSampler(100);
    long admitted =
        IntStream.range(0, 10_000)
            .parallel()
            .filter(i -> sampler.admits(Refusal.NOT_TLS, SECOND))
            .count();
    assertThat(admitted).isEqualTo(100);
  }
}
