package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardErrorsTest {
  private final List<String> told = new ArrayList<>();
  private long now;
  private final ForwardErrors errors = new ForwardErrors(told::add, () -> now);

  @Test
  void sameLineIsToldAgainAfterAWhileWithHowOftenItWasNot() {
    errors.report("a");
    errors.report("a");
    errors.report("b");
    errors.report("a");
    passes(ForwardErrors.PERIOD);
    errors.report("a");

    assertThat(told).containsExactly("a", "b", "a (and 2 times before)");
  }

  @Test
  void whatWasNotToldIsToldAtTheEnd() {
    errors.report("a");
    errors.report("a");
    errors.report("b");
    errors.close();

    assertThat(told).endsWith("a (and 1 times before)");
  }

  @Test
  void lineThatIsForgottenTellsFirstHowOftenItCame() {
    errors.report("a");
    errors.report("a");
    for (int i = 0; i < 1000; i++) {
      errors.report("other " + i);
    }

    assertThat(told).containsOnlyOnce("a (and 1 times before)");
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }
}
