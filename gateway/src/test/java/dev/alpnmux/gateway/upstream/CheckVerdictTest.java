package dev.alpnmux.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.EjectionPolicy;
import dev.alpnmux.gateway.route.Health;
import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.HealthCheck.HttpQuestion;
import dev.alpnmux.gateway.route.HealthCheck.Protocol;
import dev.alpnmux.gateway.route.HealthCheck.WhenAllDown;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the answers of checks mean for the next connections: up after two, down after three. */
class CheckVerdictTest implements UpstreamEvents {
  private static final Upstream A = new Upstream.Tcp("a.test", 1);
  private static final Upstream B = new Upstream.Tcp("b.test", 2);

  private final List<String> events = new ArrayList<>();

  @Test
  void untilItsFirstAnswerAnUpstreamIsUp() {
    assertThat(pool(check(false, WhenAllDown.TRY)).isUp(A)).isTrue();
  }

  @Test
  void theFirstAnswerDecidesAlone() {
    UpstreamPool pool = pool(check(false, WhenAllDown.TRY));
    answers(pool, A, false);

    assertThat(pool.isUp(A)).isFalse();
    assertThat(events).containsExactly("a.test:1 down: bad");
  }

  @Test
  void afterAGoodOneItTakesSoManyBadOnesInARow() {
    UpstreamPool pool = pool(check(false, WhenAllDown.TRY));
    answers(pool, A, true, false, false, true, false, false);
    assertThat(pool.isUp(A)).isTrue();
    assertThat(events).isEmpty();

    answers(pool, A, false);

    assertThat(pool.isUp(A)).isFalse();
  }

  @Test
  void itTakesSoManyGoodOnesInARowToComeUpAgain() {
    UpstreamPool pool = pool(check(false, WhenAllDown.TRY));
    answers(pool, A, false, true, false, true);
    assertThat(pool.isUp(A)).isFalse();

    answers(pool, A, true);

    assertThat(pool.isUp(A)).isTrue();
    assertThat(events).containsExactly("a.test:1 down: bad", "a.test:1 up");
  }

  @Test
  void whoIsDownIsTriedLastOrNotAtAll() {
    UpstreamPool tries = pool(check(false, WhenAllDown.TRY));
    UpstreamPool refuses = pool(check(false, WhenAllDown.REFUSE));
    for (UpstreamPool pool : List.of(tries, refuses)) {
      answers(pool, A, false);
      assertThat(order(pool).get(0)).isEqualTo(B);
      answers(pool, B, false);
    }

    assertThat(order(tries)).containsExactlyInAnyOrder(A, B);
    assertThat(order(refuses)).isEmpty();
  }

  @Test
  void itsConnectionsAreToldWhenItGoesDownIfTheServiceSaysSo() {
    AtomicInteger told = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    UpstreamPool pool = pool(check(true, WhenAllDown.TRY));
    lease(pool, A).connected(told::incrementAndGet);
    Lease over = lease(pool, A);
    over.connected(ended::incrementAndGet);
    over.end();
    lease(pool, B).connected(ended::incrementAndGet);

    answers(pool, A, false);

    assertThat(told).hasValue(1);
    assertThat(ended).hasValue(0);
  }

  @Test
  void aConnectionThatIsMadeWhileItGoesDownIsToldToo() {
    AtomicInteger told = new AtomicInteger();
    UpstreamPool pool = pool(check(true, WhenAllDown.TRY));
    Lease lease = lease(pool, A);
    answers(pool, A, false);

    lease.connected(told::incrementAndGet);

    assertThat(told).hasValue(1);
  }

  @Test
  void aConnectionForWantOfABetterOneIsNotClosedForThatDownfall() {
    AtomicInteger told = new AtomicInteger();
    UpstreamPool pool = pool(check(true, WhenAllDown.TRY));
    answers(pool, A, false);
    lease(pool, A).connected(told::incrementAndGet);
    assertThat(told).hasValue(0);

    answers(pool, A, true, true, false, false, false);

    assertThat(told).hasValue(1);
  }

  @Test
  void connectionsLiveOnWhereTheServiceDoesNotSayOtherwise() {
    AtomicInteger told = new AtomicInteger();
    UpstreamPool pool = pool(check(false, WhenAllDown.TRY));
    lease(pool, A).connected(told::incrementAndGet);

    answers(pool, A, false);

    assertThat(told).hasValue(0);
  }

  @Test
  void theVerdictOfACheckThatIsNoMoreIsForgotten() {
    Service checked = service(Optional.of(check(false, WhenAllDown.TRY)));
    UpstreamPools pools = UpstreamPools.none(this).next(List.of(checked));
    answers(pools.of(checked), A, false);

    Service unchecked = service(Optional.empty());

    assertThat(pools.next(List.of(checked)).of(checked).isUp(A)).isFalse();
    assertThat(pools.next(List.of(unchecked)).of(unchecked).isUp(A)).isTrue();
  }

  private static HealthCheck check(boolean closesOnDown, WhenAllDown whenAllDown) {
    return new HealthCheck(
        Protocol.TCP,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        2,
        3,
        Optional.empty(),
        new HttpQuestion("/", 200),
        closesOnDown,
        whenAllDown);
  }

  private UpstreamPool pool(HealthCheck check) {
    Service service = service(Optional.of(check));
    return UpstreamPools.none(this).next(List.of(service)).of(service);
  }

  private static Service service(Optional<HealthCheck> check) {
    return Service.named("s")
        .upstreams(List.of(A, B))
        .health(new Health(EjectionPolicy.DEFAULT, check))
        .build();
  }

  private static void answers(UpstreamPool pool, Upstream upstream, boolean... good) {
    HealthCheck check = pool.configured().health().check().orElseThrow();
    for (boolean isGood : good) {
      pool.checked(upstream, check, isGood ? Optional.empty() : Optional.of("bad"));
    }
  }

  private static List<Upstream> order(UpstreamPool pool) {
    Tries tries = pool.tries(0);
    List<Upstream> order = new ArrayList<>();
    for (Optional<Lease> next = tries.next(); next.isPresent(); next = tries.next()) {
      order.add(next.get().address());
      next.get().end();
    }
    return order;
  }

  private static Lease lease(UpstreamPool pool, Upstream upstream) {
    Tries tries = pool.tries(0);
    Lease lease = tries.next().orElseThrow();
    while (!lease.address().equals(upstream)) {
      lease.end();
      lease = tries.next().orElseThrow();
    }
    return lease;
  }

  @Override
  public void wentDown(String service, Upstream upstream, String why) {
    events.add(upstream + " down: " + why);
  }

  @Override
  public void cameUp(String service, Upstream upstream) {
    events.add(upstream + " up");
  }
}
