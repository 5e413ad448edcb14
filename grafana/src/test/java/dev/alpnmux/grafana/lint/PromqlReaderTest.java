package dev.alpnmux.grafana.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromqlReaderTest {
  @Test
  void selectorsAreFoundWithWhatTheyStandIn() {
    assertThat(
            PromqlReader.selectors(
                "sum by (le) (rate(a_bucket{x=\"1\", y=~\"b{(\"}[$__rate_interval]))"
                    + " / on (job) group_left clamp_min(c, 0.1) offset 5m"))
        .containsExactly(
            new Selector("a_bucket", List.of("x=\"1\"", "y=~\"b{(\""), "$__rate_interval", "rate"),
            new Selector("c", List.of(), "", "clamp_min"));
  }

  @Test
  void aSelectorNeedsNoName() {
    assertThat(PromqlReader.selectors("count({job=\"a\"}) by (b)"))
        .containsExactly(new Selector("", List.of("job=\"a\""), "", "count"));
  }

  @Test
  void whatIsMoreThanAFunctionIsNotDirectlyInsideOfIt() {
    assertThat(PromqlReader.selectors("rate((a_total))"))
        .containsExactly(new Selector("a_total", List.of(), "", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "time()",
        "sum(a",
        "a)",
        "a{b=\"c\"",
        "a{b}",
        "a{b=c}",
        "a{b=\"c\" d=\"e\"}",
        "a{\"b"
      })
  void whatIsBrokenIsNoExpression(String expression) {
    assertThatThrownBy(() -> PromqlReader.selectors(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(expression + ": ");
  }
}
