package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayOrderTest {
  private static final GatewayAddress A = new GatewayAddress("a.example", 443);
  private static final GatewayAddress B = new GatewayAddress("b.example", 443);
  private static final GatewayAddress C = new GatewayAddress("c.example", 443);
  private static final List<Candidate> IN_ORDER =
      List.of(new Candidate(A, 0, 1), new Candidate(B, 1, 1), new Candidate(C, 2, 1));

  private long now = -Duration.ofHours(1).toNanos();
  private final GatewayOrder order = new GatewayOrder(() -> now, bound -> 0);

  private List<GatewayAddress> tried() {
    return order.of(IN_ORDER).stream().map(Candidate::address).toList();
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }

  @Test
  void theGivenOrderIsKeptWhileAllWork() {
    assertThat(tried()).containsExactly(A, B, C);
  }

  @Test
  void oneThatHasFailedGoesBehindTheOthersForAWhile() {
    order.failed(A);
    assertThat(tried()).containsExactly(B, C, A);
    passes(Duration.ofMillis(9_999));
    assertThat(tried()).containsExactly(B, C, A);
    passes(Duration.ofMillis(1));
    assertThat(tried()).containsExactly(A, B, C);
  }

  @Test
  void theOneThatFailedLongestAgoIsTheFirstOfThoseThatFailed() {
    order.failed(B);
    passes(Duration.ofSeconds(1));
    order.failed(A);
    passes(Duration.ofSeconds(1));
    order.failed(C);
    assertThat(tried()).containsExactly(B, A, C);
  }

  @Test
  void anAnswerEndsTheWhileAtOnce() {
    order.failed(A);
    order.answered(A);
    assertThat(tried()).containsExactly(A, B, C);
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 20", "3, 40", "4, 80", "5, 160", "6, 300", "7, 300", "100, 300"})
  void whoGoesOnFailingWaitsLonger(int failures, int seconds) {
    for (int i = 0; i < failures; i++) {
      order.failed(A);
    }
    passes(Duration.ofSeconds(seconds).minusNanos(1));
    assertThat(tried()).containsExactly(B, C, A);
    passes(Duration.ofNanos(1));
    assertThat(tried()).containsExactly(A, B, C);
  }

  @Test
  void failuresOfLongAgoAreForgotten() {
    order.failed(A);
    order.failed(A);
    passes(Duration.ofMinutes(6));
    order.failed(A);
    passes(Duration.ofSeconds(10));
    assertThat(tried()).containsExactly(A, B, C);
  }

  /** Every number that can be drawn, once: each comes first as often as its weight says. */
  @Test
  void weightsDivideTheFirstPlaces() {
    List<Candidate> weighted =
        List.of(new Candidate(A, 0, 5), new Candidate(B, 0, 2), new Candidate(C, 0, 3));
    Map<GatewayAddress, Integer> first = new HashMap<>();
    for (int number = 0; number < 10; number++) {
      int draw = number;
      GatewayOrder drawing = new GatewayOrder(() -> now, bound -> Math.min(draw, bound - 1));
      List<Candidate> all = drawing.of(weighted);
      assertThat(all).containsExactlyInAnyOrderElementsOf(weighted);
      first.merge(all.get(0).address(), 1, Integer::sum);
    }
    assertThat(first).isEqualTo(Map.of(A, 5, B, 2, C, 3));
  }

  @Test
  void weightsCountWithinOnePriorityOnly() {
    List<Candidate> mixed =
        List.of(new Candidate(C, 1, 100), new Candidate(A, 0, 1), new Candidate(B, 0, 1));
    GatewayOrder last = new GatewayOrder(() -> now, bound -> bound - 1);
    assertThat(last.of(mixed)).extracting(Candidate::address).containsExactly(B, A, C);
  }

  @Test
  void weightsAreForAllGatewaysOrForNone() {
    AlpnmuxClient.Builder plain = AlpnmuxClient.newBuilder().gateway("a.example:443");
    assertThatIllegalStateException().isThrownBy(() -> plain.gateway("b.example:443", 2));
    AlpnmuxClient.Builder weighted = AlpnmuxClient.newBuilder().gateway("a.example:443", 2);
    assertThatIllegalStateException().isThrownBy(() -> weighted.gateway("b.example:443"));
    AlpnmuxClient.Builder copied = weighted.build().toBuilder();
    assertThatIllegalStateException().isThrownBy(() -> copied.gateway("b.example:443"));
  }
}
