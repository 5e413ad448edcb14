package dev.alpnmux.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.Balance;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UpstreamPoolTest {
  private static final Upstream A = new Upstream.Tcp("a.test", 1);
  private static final Upstream B = new Upstream.Tcp("b.test", 2);
  private static final Upstream SPARE = new Upstream.Tcp("spare.test", 3);

  @Test
  void eachUpstreamIsTriedOnceInTurnAndTheBackupLast() {
    UpstreamPool pool = pool(List.of(backup(SPARE), plain(A), plain(B)), Balance.ROUND_ROBIN);

    assertThat(order(pool)).containsExactly(A, B, SPARE);
    assertThat(order(pool)).containsExactly(B, A, SPARE);
    assertThat(next(pool)).isEqualTo(A);
    assertThat(next(pool)).isEqualTo(B);
  }

  @Test
  void anUpstreamThatStandsTwiceIsTriedTwice() {
    assertThat(order(pool(List.of(plain(A), plain(A)), Balance.ROUND_ROBIN))).containsExactly(A, A);
  }

  @Test
  void whatIsLeftIsCounted() {
    Tries tries = pool(List.of(plain(A), backup(SPARE)), Balance.ROUND_ROBIN).tries(0);

    assertThat(tries.left()).isEqualTo(2);
    assertThat(tries.next()).isPresent();
    assertThat(tries.left()).isEqualTo(1);
    assertThat(tries.next()).isPresent();
    assertThat(tries.next()).isEmpty();
  }

  @Test
  void connectionsCountFromTheTryToTheirEnd() {
    UpstreamPool pool = pool(List.of(plain(A), plain(B)), Balance.LEAST_CONNECTIONS);
    Lease one = pool.tries(0).next().orElseThrow();
    Lease other = pool.tries(0).next().orElseThrow();
    assertThat(other.address()).isNotEqualTo(one.address());

    one.end();
    one.end();

    assertThat(next(pool)).isEqualTo(one.address());
    assertThat(connections(pool, one)).isZero();
    assertThat(connections(pool, other)).isEqualTo(1);
  }

  @Test
  void theNextConfigurationKeepsWhatIsKnownOfAnUpstream() {
    Service before = service("s", List.of(plain(A), plain(B)), Balance.LEAST_CONNECTIONS);
    Service after =
        service("s", List.of(new WeightedUpstream(A, 9, true)), Balance.LEAST_CONNECTIONS);
    Service stranger = service("t", List.of(plain(A)), Balance.LEAST_CONNECTIONS);
    UpstreamPools pools = UpstreamPools.none(UpstreamEvents.NONE).next(List.of(before));

    UpstreamPools next = pools.next(List.of(after, stranger));

    assertThat(next.of(after).states()).containsOnlyKeys(A);
    assertThat(next.of(after).states().get(A)).isSameAs(pools.of(before).states().get(A));
    assertThat(next.of(stranger).states().get(A)).isNotSameAs(next.of(after).states().get(A));
  }

  private static int connections(UpstreamPool pool, Lease lease) {
    return Objects.requireNonNull(pool.states().get(lease.address())).connections();
  }

  private static List<Upstream> order(UpstreamPool pool) {
    Tries tries = pool.tries(0);
    List<Upstream> order = new ArrayList<>();
    while (tries.left() > 0) {
      Lease lease = tries.next().orElseThrow();
      order.add(lease.address());
      lease.end();
    }
    return order;
  }

  private static Upstream next(UpstreamPool pool) {
    Lease lease = pool.tries(0).next().orElseThrow();
    lease.end();
    return lease.address();
  }

  private static UpstreamPool pool(List<WeightedUpstream> upstreams, Balance balance) {
    Service service = service("s", upstreams, balance);
    return UpstreamPools.none(UpstreamEvents.NONE).next(List.of(service)).of(service);
  }

  private static Service service(String name, List<WeightedUpstream> upstreams, Balance balance) {
    return Service.named(name).weightedUpstreams(upstreams).balance(balance).build();
  }

  private static WeightedUpstream plain(Upstream address) {
    return WeightedUpstream.of(address);
  }

  private static WeightedUpstream backup(Upstream address) {
    return new WeightedUpstream(address, 1, true);
  }
}
