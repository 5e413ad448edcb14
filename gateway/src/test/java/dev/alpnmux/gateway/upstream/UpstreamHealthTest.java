package dev.alpnmux.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.EjectionPolicy;
import dev.alpnmux.gateway.route.Health;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What connects that fail mean for the next ones. The clock goes by hand. */
class UpstreamHealthTest implements UpstreamEvents {
  private static final Upstream A = new Upstream.Tcp("a.test", 1);
  private static final Upstream B = new Upstream.Tcp("b.test", 2);
  private static final Upstream SPARE = new Upstream.Tcp("spare.test", 3);
  private static final EjectionPolicy POLICY =
      new EjectionPolicy(2, Duration.ofSeconds(10), Duration.ofSeconds(30));

  private final List<String> events = new ArrayList<>();
  private long nowNanos = Long.MAX_VALUE - 5; // The clock may overflow at any time.

  @Test
  void failuresInARowLeaveAnUpstreamOut() {
    UpstreamPool pool = pool(POLICY, A, B);
    fail(pool, A);
    assertThat(pool.isUp(A)).isTrue();
    fail(pool, A);

    assertThat(pool.isUp(A)).isFalse();
    assertThat(events)
        .containsExactly("a.test:1 out PT10S: 2 connects in a row failed, the last one: refused");
    assertThat(firstTries(pool, 6)).containsOnly(B);
  }

  @Test
  void aSuccessBetweenFailuresCountsFromTheStart() {
    UpstreamPool pool = pool(POLICY, A, B);
    for (int i = 0; i < 5; i++) {
      fail(pool, A);
      succeed(pool, A);
    }

    assertThat(pool.isUp(A)).isTrue();
    assertThat(events).isEmpty();
  }

  @Test
  void exactlyOneConnectionProbes() {
    UpstreamPool pool = ejected();
    passes(Duration.ofSeconds(10));

    Lease probe = pool.tries(0).next().orElseThrow();

    assertThat(probe.address()).isEqualTo(A);
    assertThat(firstTries(pool, 6)).containsOnly(B);
    probe.connected(() -> {});
    assertThat(pool.isUp(A)).isTrue();
    assertThat(events).endsWith("a.test:1 back");
    assertThat(firstTries(pool, 4)).contains(A, B);
  }

  @Test
  void beforeItsTimeNobodyProbes() {
    UpstreamPool pool = ejected();
    passes(Duration.ofMillis(9999));

    assertThat(firstTries(pool, 6)).containsOnly(B);
  }

  @Test
  void eachProbeThatFailsDoublesTheTimeUpToTheLongest() {
    UpstreamPool pool = ejected();
    for (Duration out : List.of(Duration.ofSeconds(20), Duration.ofSeconds(30))) {
      passes(Duration.ofSeconds(25));
      Lease probe = pool.tries(0).next().orElseThrow();
      assertThat(probe.address()).isEqualTo(A);
      probe.failed("refused");
      assertThat(events.get(events.size() - 1)).startsWith("a.test:1 out " + out + ":");
    }
  }

  @Test
  void aProbeWhoseClientLeavesIsForTheNextOne() {
    UpstreamPool pool = ejected();
    passes(Duration.ofSeconds(10));
    Lease given = pool.tries(0).next().orElseThrow();
    given.end();

    Lease probe = pool.tries(0).next().orElseThrow();

    assertThat(given.address()).isEqualTo(A);
    assertThat(probe.address()).isEqualTo(A);
    assertThat(pool.isUp(A)).isFalse();
  }

  @Test
  void theConnectionOfAFailedProbeGoesOnToTheNextUpstream() {
    UpstreamPool pool = ejected();
    passes(Duration.ofSeconds(10));
    Tries tries = pool.tries(0);
    tries.next().orElseThrow().failed("refused");

    assertThat(tries.next().orElseThrow().address()).isEqualTo(B);
  }

  @Test
  void whenAllAreOutTheOneThatReturnsFirstIsTriedFirst() {
    UpstreamPool pool = ejected();
    passes(Duration.ofSeconds(1));
    fail(pool, B);
    fail(pool, B);

    Tries tries = pool.tries(0);

    assertThat(tries.next().orElseThrow().address()).isEqualTo(A);
    assertThat(tries.next().orElseThrow().address()).isEqualTo(B);
    assertThat(tries.next()).isEmpty();
  }

  @Test
  void whoIsTriedForWantOfABetterOneReturnsByItsSuccessAndLosesNothingByItsFailure() {
    UpstreamPool pool = pool(POLICY, A);
    fail(pool, A);
    fail(pool, A);
    pool.tries(0).next().orElseThrow().failed("refused");
    assertThat(events).hasSize(1);

    pool.tries(0).next().orElseThrow().connected(() -> {});

    assertThat(pool.isUp(A)).isTrue();
  }

  @Test
  void theBackupServesWhileTheOthersAreOutAndNoLonger() {
    Service service =
        service(POLICY)
            .weightedUpstreams(
                List.of(WeightedUpstream.of(A), new WeightedUpstream(SPARE, 1, true)))
            .build();
    UpstreamPool pool = pools().next(List.of(service)).of(service);
    fail(pool, A);
    fail(pool, A);
    assertThat(firstTries(pool, 3)).containsOnly(SPARE);

    passes(Duration.ofSeconds(10));
    succeed(pool, A);

    assertThat(firstTries(pool, 3)).containsOnly(A);
  }

  @Test
  void withoutEjectionNobodyIsLeftOut() {
    EjectionPolicy off = new EjectionPolicy(1, Duration.ZERO, Duration.ofMinutes(5));
    UpstreamPool pool = pool(off, A, B);
    for (int i = 0; i < 20; i++) {
      fail(pool, A);
    }

    assertThat(pool.isUp(A)).isTrue();
    assertThat(events).isEmpty();
  }

  @Test
  void theNextConfigurationKeepsWhoIsOut() {
    Service service = service(POLICY).upstreams(List.of(A, B)).build();
    UpstreamPools pools = pools().next(List.of(service));
    fail(pools.of(service), A);
    fail(pools.of(service), A);
    Service changed =
        service(POLICY)
            .weightedUpstreams(List.of(new WeightedUpstream(A, 7, false), WeightedUpstream.of(B)))
            .build();

    UpstreamPool next = pools.next(List.of(changed)).of(changed);

    assertThat(next.isUp(A)).isFalse();
    assertThat(firstTries(next, 6)).containsOnly(B);
  }

  private UpstreamPool ejected() {
    UpstreamPool pool = pool(POLICY, A, B);
    fail(pool, A);
    fail(pool, A);
    return pool;
  }

  private UpstreamPool pool(EjectionPolicy policy, Upstream... upstreams) {
    Service service = service(policy).upstreams(List.of(upstreams)).build();
    return pools().next(List.of(service)).of(service);
  }

  private UpstreamPools pools() {
    return UpstreamPools.none(this, () -> nowNanos);
  }

  private static Service.Builder service(EjectionPolicy policy) {
    return Service.named("s").health(new Health(policy, Optional.empty()));
  }

  private static void fail(UpstreamPool pool, Upstream upstream) {
    leaseOf(pool, upstream).failed("refused");
  }

  private static void succeed(UpstreamPool pool, Upstream upstream) {
    Lease lease = leaseOf(pool, upstream);
    lease.connected(() -> {});
    lease.end();
  }

  /** Whoever comes before it is let go of without a verdict. */
  private static Lease leaseOf(UpstreamPool pool, Upstream upstream) {
    Tries tries = pool.tries(0);
    Lease lease = tries.next().orElseThrow();
    while (!lease.address().equals(upstream)) {
      lease.end();
      lease = tries.next().orElseThrow();
    }
    return lease;
  }

  private static List<Upstream> firstTries(UpstreamPool pool, int count) {
    List<Upstream> tried = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Lease lease = pool.tries(i).next().orElseThrow();
      lease.end();
      tried.add(lease.address());
    }
    return tried;
  }

  private void passes(Duration time) {
    nowNanos += time.toNanos();
  }

  @Override
  public void ejected(String service, Upstream upstream, Duration duration, String why) {
    events.add(upstream + " out " + duration + ": " + why);
  }

  @Override
  public void returned(String service, Upstream upstream) {
    events.add(upstream + " back");
  }
}
