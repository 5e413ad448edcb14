package dev.alpnmux.grafana.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.grafana.lint.Dashboard;
import dev.alpnmux.grafana.lint.PromqlReader;
import dev.alpnmux.grafana.lint.Selector;
import dev.alpnmux.grafana.lint.Variables;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A real Prometheus has seen a real gateway; every panel has something to show, and it is true. */
@EnabledIf(value = "isInstalled", disabledReason = "prometheus is not installed")
class BoardsScenario {
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  /** What may be 0 whenever Prometheus looks. */
  private static final Set<String> MAY_BE_ZERO =
      Set.of(
          "alpnmux_handshaking_connections",
          "alpnmux_pending_upstreams",
          "alpnmux_access_log_dropped_total",
          "jvm_gc_pause_seconds_sum");

  @TempDir private static Path folder;

  private static WholeLoad load;
  private static Prometheus prometheus;

  static boolean isInstalled() {
    return Program.areInstalled("prometheus");
  }

  @BeforeAll
  static void run() throws Exception {
    load = new WholeLoad(folder);
    prometheus = load.prometheus();
    load.run();
  }

  @AfterAll
  static void stop() throws IOException {
    load.close();
  }

  static List<Dashboard> boards() throws IOException {
    return Dashboard.all();
  }

  @ParameterizedTest
  @MethodSource("boards")
  void everyPanelHasAValueOtherThanZero(Dashboard board) {
    List<String> empty = new ArrayList<>();
    for (JsonNode panel : board.panels()) {
      for (JsonNode target : Dashboard.targets(panel)) {
        List<Series> answer = answer(target);
        System.out.println(line(board, panel, target, answer));
        if (!isGood(target.path("expr").asText(), answer)) {
          empty.add(panel.path("title").asText() + ": " + target.path("expr").asText());
        }
      }
    }
    assertThat(empty).isEmpty();
  }

  private static boolean isGood(String expression, List<Series> answer) {
    DoubleStream highest = answer.stream().flatMapToDouble(series -> series.max().stream());
    double least = MAY_BE_ZERO.stream().anyMatch(expression::contains) ? 0 : Double.MIN_VALUE;
    return highest.anyMatch(value -> value >= least);
  }

  private static List<Series> answer(JsonNode target) {
    String expression = Variables.fill(target.path("expr").asText());
    return target.path("instant").asBoolean()
        ? prometheus.query(expression, Instant.now())
        : prometheus.query(expression, load.began(), Instant.now());
  }

  private static String line(
      Dashboard board, JsonNode panel, JsonNode target, List<Series> answer) {
    String legend = target.path("legendFormat").asText();
    double max =
        answer.stream().flatMapToDouble(series -> series.max().stream()).max().orElse(Double.NaN);
    return "%s / %s%s → %d series, up to %.4g"
        .formatted(
            board.title(),
            panel.path("title").asText(),
            legend.isEmpty() ? "" : " (" + legend + ")",
            answer.size(),
            max);
  }

  @ParameterizedTest
  @MethodSource("boards")
  void everyAnnotationMarksATime(Dashboard board) {
    for (JsonNode annotation : board.annotations()) {
      List<Series> answer =
          prometheus.query(
              Variables.fill(annotation.path("expr").asText()), load.began(), Instant.now());
      assertThat(answer)
          .as("%s", annotation)
          .isNotEmpty()
          .allSatisfy(
              series ->
                  assertThat(series.max().orElseThrow())
                      .as("milliseconds")
                      .isBetween(1.6e12, Instant.now().toEpochMilli() + 1e3));
    }
  }

  @ParameterizedTest
  @MethodSource("boards")
  void everyVariableHasSomethingToChoose(Dashboard board) {
    for (JsonNode variable : board.variables()) {
      Matcher call = LABEL_VALUES.matcher(variable.at("/query/query").asText());
      if (call.matches()) {
        assertThat(prometheus.labelValues(call.group(2), Variables.fill(call.group(1))))
            .as("%s", variable.path("name"))
            .isNotEmpty();
      }
    }
  }

  @Test
  void theBoardOfRefusalsShowsEveryReason() {
    String expression = "sum by (reason) (rate(alpnmux_refused_connections_total[10s])) > 0";
    assertThat(prometheus.query(expression, load.began(), Instant.now()))
        .extracting(series -> series.labels().path("reason").asText())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Refusal.values()).map(Refusal::toString).toList());
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonIsCountedAsOftenAsItWasProvoked(Refusal refusal) {
    assertThat(prometheus.value("alpnmux_refused_connections_total{reason=\"" + refusal + "\"}"))
        .hasValue((double) load.provoked(refusal));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`alpnmux_reported_connections_total{listener='old',reason='unknown_service'}`, 2",
        "`alpnmux_reported_connections_total{listener='old',reason='no_protocol'}`, 1",
        "`alpnmux_tcpmux_requests_total{outcome='service'}`, 1",
        "`alpnmux_tcpmux_requests_total{outcome='list'}`, 1",
        "`alpnmux_tcpmux_requests_total{outcome='refused'}`, 1",
        "`alpnmux_relayed_connections_total{service='terminate'}`, 4",
        "`alpnmux_relayed_connections_total{service='passthrough'}`, 1",
        "`alpnmux_relayed_connections_total{service='pair'}`, 2",
        "`alpnmux_closed_connections_total{service='terminate',ending='complete'}`, 3",
        "`alpnmux_closed_connections_total{service='terminate',ending='client_reset'}`, 1",
        "`alpnmux_received_bytes_total{service='terminate',side='client'}`, 10001",
        "`alpnmux_sent_bytes_total{service='terminate',side='client'}`, 10001",
        "`alpnmux_received_bytes_total{service='reencrypt',side='upstream'}`, 10000",
        "`alpnmux_sent_bytes_total{service='reencrypt',side='upstream'}`, 10000",
        "`alpnmux_upstream_connections_total{service='terminate',outcome='ok'}`, 4",
        "`alpnmux_upstream_connections_total{service='pair',outcome='ok'}`, 2",
        "`alpnmux_upstream_connections_total{service='pair',outcome='refused'}`, 1",
        "`alpnmux_upstream_connections_total{service='bad-certificate',outcome='tls'}`, 1",
        "`alpnmux_upstream_connections_total{service='bad-id',outcome='alpn_mismatch'}`, 1",
        "`alpnmux_upstream_connections_total{service='silent',outcome='timeout'}`, 1",
        "`alpnmux_upstream_ejections_total{service='pair'}`, 1",
        "`alpnmux_upstream_connections_total{service='checked',outcome='ok'}`, 2",
        "`alpnmux_tls_handshakes_total{resumed='true'}`, 2",
        "`alpnmux_listener_enforces == 0`, 0",
        "`alpnmux_connections_active`, 0"
      })
  void theCountersSayWhatTheLoadDid(String expression, double expected) {
    assertThat(prometheus.value(expression.replace('\'', '"'))).hasValue(expected);
  }

  @Test
  void everyRuleIsEvaluated() {
    assertThat(rules())
        .hasSizeGreaterThan(30)
        .allMatch(rule -> rule.path("health").asText().equals("ok"));
  }

  /** Only its own metrics: one that is misspelt would never fire, and never fail. */
  @Test
  void everyRuleFindsWhatItLooksAt() {
    for (JsonNode rule : rules()) {
      for (Selector selector : PromqlReader.selectors(rule.path("query").asText())) {
        String series = selector.metric() + '{' + String.join(",", selector.matchers()) + '}';
        assertThat(prometheus.query(series, load.began(), Instant.now()))
            .as("%s in %s", series, rule.path("name"))
            .isNotEmpty();
      }
    }
  }

  @Test
  void theAlertThatNeedsNoTimeFires() {
    assertThat(rules())
        .filteredOn(rule -> rule.path("state").asText().equals("firing"))
        .extracting(rule -> rule.path("name").asText())
        .contains("AlpnmuxNegotiatedMismatch");
  }

  private static List<JsonNode> rules() {
    List<JsonNode> rules = new ArrayList<>();
    prometheus.rules().path("groups").forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }
}
