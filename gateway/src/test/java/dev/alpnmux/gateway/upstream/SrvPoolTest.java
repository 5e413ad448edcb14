package dev.alpnmux.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.Balance;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The upstreams of a service that come from SRV records. */
class SrvPoolTest {
  private static final Upstream.Srv SRV = new Upstream.Srv("_x._tcp.db.test");
  private static final Upstream.Srv OTHER = new Upstream.Srv("_y._tcp.db.test");
  private static final SrvRecord A = new SrvRecord(1, 1, "a.test", 1);
  private static final SrvRecord B = new SrvRecord(1, 1, "b.test", 2);
  private static final SrvRecord C = new SrvRecord(1, 1, "c.test", 3);

  private final List<String> order = new ArrayList<>();

  @Test
  void whoComesBeforeTheFirstAnswerOfEveryNameWaits() {
    UpstreamPool pool = pool(SRV, OTHER);
    pool.whenLookedUp(() -> order.add("looked up"));

    pool.lookupFailed(SRV, "no answer");
    assertThat(pool.isLookedUp()).isFalse();
    assertThat(order).isEmpty();
    pool.found(OTHER, List.of(A));

    assertThat(order).containsExactly("looked up");
    assertThat(pool.isLookedUp()).isTrue();
    assertThat(tried(pool)).containsExactly(found(A, OTHER));
  }

  @Test
  void aServiceWithoutSuchNamesNeverWaits() {
    UpstreamPool pool = none().next(List.of(service(new Upstream.Tcp("a.test", 1)))).of(any());

    assertThat(pool.isLookedUp()).isTrue();
  }

  @Test
  void whyThereIsNothingToTryIsSaid() {
    UpstreamPool pool = pool(SRV, OTHER);
    pool.lookupFailed(SRV, "DNS answers SERVFAIL(2)");
    pool.found(OTHER, List.of());

    assertThat(tried(pool)).isEmpty();
    assertThat(pool.lack())
        .isEqualTo(
            "srv:_x._tcp.db.test: DNS answers SERVFAIL(2);"
                + " srv:_y._tcp.db.test: its SRV record says that the service is not available");
    pool.found(SRV, List.of(A));
    pool.found(OTHER, List.of(B));
    assertThat(pool.lack()).isEqualTo("every upstream is down");
  }

  @Test
  void theLastGoodAnswerOutlivesFailures() {
    UpstreamPool pool = pool(SRV);
    pool.found(SRV, List.of(A));

    pool.lookupFailed(SRV, "no answer");

    assertThat(tried(pool)).containsExactly(found(A, SRV));
    assertThat(pool.lack()).isEqualTo("every upstream is down");
  }

  @Test
  void whatStaysKeepsItsConnectionsAndItsVerdict() {
    UpstreamPool pool = pool(SRV);
    pool.found(SRV, List.of(A, B));
    fail(pool, A);
    Lease busy = lease(pool, B);

    pool.found(SRV, List.of(B, C, A));

    assertThat(pool.tries(0).next().map(Lease::address)).contains(found(C, SRV));
    assertThat(state(pool, found(A, SRV)).isUp()).isFalse();
    assertThat(state(pool, found(B, SRV)).connections()).isEqualTo(1);
    busy.end();
    assertThat(state(pool, found(B, SRV)).connections()).isZero();
  }

  @Test
  void theSameRecordsInAnotherOrderChangeNothing() {
    UpstreamPool pool = pool(SRV);
    pool.found(SRV, List.of(A, B));
    Tries before = pool.tries(0);
    before.next().orElseThrow().end();

    pool.found(SRV, List.of(B, A));

    assertThat(tried(pool)).hasSize(2);
    assertThat(pool.addresses()).containsExactly(found(A, SRV), found(B, SRV));
  }

  @Test
  void oneThatReturnsWhileItHasConnectionsIsAsBusyAsItWas() {
    UpstreamPool pool = pool(SRV);
    pool.found(SRV, List.of(A));
    Lease old = lease(pool, A);

    pool.found(SRV, List.of(B));
    assertThat(tried(pool)).containsExactly(found(B, SRV));
    pool.found(SRV, List.of(A, B));

    assertThat(state(pool, found(A, SRV)).connections()).isEqualTo(1);
    old.end();
    assertThat(state(pool, found(A, SRV)).connections()).isZero();
  }

  @Test
  void whatComesAndGoesForeverIsNotKept() {
    UpstreamPool pool = pool(SRV);
    for (int port = 1; port <= 500; port++) {
      pool.found(SRV, List.of(new SrvRecord(1, 1, "host" + port + ".test", port)));
      lease(pool, new SrvRecord(1, 1, "host" + port + ".test", port)).end();
    }

    assertThat(pool.states()).hasSize(1);
    assertThat(pool.addresses()).hasSize(1);
  }

  @Test
  void aConnectionGoesOnWithTheUpstreamsThatItBeganWith() {
    UpstreamPool pool = pool(SRV);
    pool.found(SRV, List.of(A, B));
    Tries tries = pool.tries(0);
    Upstream first = tries.next().orElseThrow().address();

    pool.found(SRV, List.of(C));

    assertThat(tries.left()).isEqualTo(1);
    assertThat(List.of(first, tries.next().orElseThrow().address()))
        .containsExactlyInAnyOrder(found(A, SRV), found(B, SRV));
  }

  @Test
  void aReloadKeepsWhatIsKnownOnceTheRecordsAreThereAgain() {
    UpstreamPools before = none().next(List.of(service(SRV)));
    before.of(any()).found(SRV, List.of(A, B));
    fail(before.of(any()), A);

    UpstreamPools after = before.next(List.of(service(SRV)));
    assertThat(after.of(any()).isLookedUp()).isFalse();
    after.of(any()).found(SRV, List.of(A, B));

    assertThat(after.of(any()).tries(0).next().map(Lease::address)).contains(found(B, SRV));
  }

  @Test
  void aReloadOfTwoNamesForgetsNeither() {
    UpstreamPools before = none().next(List.of(service(SRV, OTHER)));
    before.of(any()).found(SRV, List.of(A));
    before.of(any()).found(OTHER, List.of(B));
    while (state(before.of(any()), found(B, OTHER)).isUp()) {
      Tries tries = before.of(any()).tries(0);
      Lease lease = next(tries);
      (lease.address().equals(found(B, OTHER)) ? lease : next(tries)).failed("test");
    }

    UpstreamPools after = before.next(List.of(service(SRV, OTHER)));
    after.of(any()).found(SRV, List.of(A));
    after.of(any()).found(OTHER, List.of(B));

    assertThat(state(after.of(any()), found(B, OTHER)).isUp()).isFalse();
  }

  @Test
  void theNameIsUpWhileOneOfItsUpstreamsIs() {
    UpstreamPools pools = none().next(List.of(service(SRV)));
    UpstreamPool pool = pools.of(any());
    assertThat(pools.isUp("svc", SRV)).isFalse();
    pool.found(SRV, List.of(A, B));
    assertThat(pools.isUp("svc", SRV)).isTrue();
    fail(pool, A);
    assertThat(pools.isUp("svc", SRV)).isTrue();
    fail(pool, B);
    assertThat(pools.isUp("svc", SRV)).isFalse();
  }

  /** Fails it as often as it takes to leave it out. */
  private static void fail(UpstreamPool pool, SrvRecord record) {
    while (state(pool, found(record, SRV)).isUp()) {
      lease(pool, record).failed("test");
    }
  }

  private static Lease lease(UpstreamPool pool, SrvRecord record) {
    Tries tries = pool.tries(0);
    for (Lease lease = next(tries); ; lease = next(tries)) {
      if (lease.address().equals(found(record, SRV))) {
        return lease;
      }
      lease.end();
    }
  }

  private static Lease next(Tries tries) {
    return tries.next().orElseThrow();
  }

  private static List<Upstream> tried(UpstreamPool pool) {
    List<Upstream> all = new ArrayList<>();
    Tries tries = pool.tries(0);
    for (Optional<Lease> lease = tries.next(); lease.isPresent(); lease = tries.next()) {
      all.add(lease.get().address());
      lease.get().end();
    }
    return all;
  }

  private static UpstreamState state(UpstreamPool pool, Upstream upstream) {
    return Objects.requireNonNull(pool.states().get(upstream));
  }

  private static Upstream found(SrvRecord record, Upstream.Srv name) {
    return new Upstream.Tcp(record.host(), record.port(), Optional.of(name));
  }

  private static UpstreamPool pool(Upstream... upstreams) {
    return none().next(List.of(service(upstreams))).of(any());
  }

  private static UpstreamPools none() {
    return UpstreamPools.none(UpstreamEvents.NONE);
  }

  private static Service any() {
    return service();
  }

  private static Service service(Upstream... upstreams) {
    return Service.named("svc")
        .upstreams(Arrays.asList(upstreams))
        .balance(Balance.LEAST_CONNECTIONS)
        .build();
  }
}
