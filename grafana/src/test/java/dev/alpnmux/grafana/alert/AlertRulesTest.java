package dev.alpnmux.grafana.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertRulesTest {
  private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)$");

  static List<AlertRule> alerts() throws IOException {
    return AlertRule.all();
  }

  private static String tests() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("alerts/tests"))) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void theAlertSaysWhatIsWrongAndHowBad(AlertRule alert) {
    assertThat(alert.value("summary")).isNotEmpty();
    assertThat(alert.value("description")).isNotEmpty().isNotEqualTo(alert.value("summary"));
    assertThat(alert.value("severity")).isIn("critical", "warning", "info");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void itsUrlLeadsToItsSectionOfTheRunbook(AlertRule alert) throws IOException {
    assertThat(alert.value("runbook_url"))
        .isEqualTo(
            "https://alpnmux.dev/grafana/RUNBOOK.md#" + alert.name().toLowerCase(Locale.ROOT));
    String section =
        Files.readString(Path.of("RUNBOOK.md")).split("## " + alert.name() + "\n", 2)[1];
    assertThat(section.split("\n## ", 2)[0]).contains("**Means:**", "**Look at:**", "**Do:**");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void itIsTestedToFireAndToStaySilent(AlertRule alert) throws IOException {
    String test = "alertname: " + alert.name() + "\n *exp_alerts:";
    assertThat(tests()).containsPattern(test + "\n").containsPattern(test + " \\[]\n");
  }

  @Test
  void theRunbookIsAboutTheAlertsInTheirFile() throws IOException {
    Stream<MatchResult> sections =
        SECTION.matcher(Files.readString(Path.of("RUNBOOK.md"))).results();
    assertThat(sections.map(section -> section.group(1)))
        .containsExactlyInAnyOrderElementsOf(alerts().stream().map(AlertRule::name).toList());
  }
}
