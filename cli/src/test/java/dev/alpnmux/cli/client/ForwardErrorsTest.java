package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForwardErrorsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long now;
  private final ForwardErrors errors =
      new ForwardErrors(new PrintStream(out, true, StandardCharsets.UTF_8), () -> now);

  @Test
  void sameLineIsToldAgainAfterAWhileWithHowOftenItWasNot() {
    errors.report("a");
    errors.report("a");
    errors.report("b");
    errors.report("a");
    passes(ForwardErrors.PERIOD);
    errors.report("a");

    assertThat(out)
        .asString()
        .isEqualToIgnoringNewLines(
            """
            alpnmux: error: a
            alpnmux: error: b
            alpnmux: error: a (and 2 times before)
            """);
  }

  @Test
  void whatWasNotToldIsToldAtTheEnd() {
    errors.report("a");
    errors.report("a");
    errors.report("b");
    errors.close();

    assertThat(out).asString().endsWith("alpnmux: error: a (and 1 times before)\n");
  }

  @Test
  void lineThatIsForgottenTellsFirstHowOftenItCame() {
    errors.report("a");
    errors.report("a");
    for (int i = 0; i < 1000; i++) {
      errors.report("other " + i);
    }

    assertThat(out).asString().containsOnlyOnce("a (and 1 times before)");
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }
}
