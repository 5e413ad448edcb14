package dev.alpnmux.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Exposition;
import dev.alpnmux.gateway.testing.Exposition.Family;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** METRICS.md is what is served. */
class MetricsTest {
  private static final Pattern METRIC =
      Pattern.compile("(?m)^\\| `[a-z_]+` \\| (?:counter|gauge|histogram|summary) \\| .*$");
  private static final Pattern LABEL =
      Pattern.compile("(?m)^\\| `([a-z_]+)`(?: of `([a-z_]+)`)? \\| (.*) \\|$");
  private static final Pattern VALUE = Pattern.compile("`([A-Za-z0-9_.]+)`");
  private static final String SERVICES =
      "'t':{'upstreams':['localhost:1'],'limits':{'connections':9}},"
          + "'r':{'mode':'reencrypt','upstreams':['localhost:1']},"
          + "'p':{'mode':'passthrough','upstreams':['localhost:1']}";

  private static String document;
  private static Exposition served;

  @BeforeAll
  static void scrape() throws Exception {
    document = Files.readString(Path.of("METRICS.md"));
    try (RunningGateway gateway =
        RunningGateway.of(
            TlsEngine.JDK,
            RunningGateway.document(
                "},{'name':'old','address':'127.0.0.1:0','transport':'tcpmux'",
                List.of("a"),
                SERVICES,
                ",'accessLog':'/dev/null'"))) {
      served = Exposition.of(gateway.admin("/metrics").body());
    }
  }

  @Test
  void itsTablesListEveryMetricAsItIsServed() {
    assertThat(sorted(METRIC.matcher(document).results().map(MatchResult::group)))
        .isEqualTo(sorted(served.families().stream().map(MetricsTest::row)));
  }

  private static String row(Family family) {
    String labels = family.labels().isEmpty() ? "–" : String.join(", ", family.labels());
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(family.name(), family.type(), unit(family.name()), labels, family.help());
  }

  private static String unit(String name) {
    String base = name.replaceFirst("_total$", "");
    return base.endsWith("_seconds") ? "seconds" : base.endsWith("_bytes") ? "bytes" : "–";
  }

  @ParameterizedTest
  @MethodSource("closedLabels")
  void itListsTheValuesOfEveryClosedLabel(String label, String metric, Set<String> documented) {
    Set<String> values = served.values(metric, label);
    assertThat(values).isNotEmpty();
    if (label.equals("tls_provider")) {
      assertThat(documented).containsAll(values);
    } else {
      assertThat(values).isEqualTo(documented);
    }
  }

  static Stream<Arguments> closedLabels() throws IOException {
    String document = Files.readString(Path.of("METRICS.md"));
    return LABEL
        .matcher(document.substring(document.indexOf("## Labels")))
        .results()
        .filter(label -> VALUE.matcher(label.group(3)).find())
        .map(
            label ->
                Arguments.of(
                    label.group(1),
                    Optional.ofNullable(label.group(2)).orElse("alpnmux"),
                    sorted(VALUE.matcher(label.group(3)).results().map(v -> v.group(1)))));
  }

  private static Set<String> sorted(Stream<String> texts) {
    return texts.collect(Collectors.toCollection(TreeSet::new));
  }
}
