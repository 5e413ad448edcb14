package dev.alpnmux.grafana.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.grafana.lint.Dashboard;
import dev.alpnmux.grafana.lint.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Prometheus itself has to say about the files. */
@EnabledIf(value = "isInstalled", disabledReason = "promtool is not installed")
class PromtoolInterop {
  static boolean isInstalled() {
    return Program.areInstalled("promtool");
  }

  private static String promtool(Object... arguments) throws IOException, InterruptedException {
    try (Program program = Program.start("promtool", arguments)) {
      return program.succeed();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  static List<Path> rules() throws IOException {
    return files(Path.of("alerts"));
  }

  static List<Path> tests() throws IOException {
    return files(Path.of("alerts/tests"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theRulesAreRules(Path file) throws Exception {
    assertThat(promtool("check", "rules", file)).contains("SUCCESS").doesNotContain("FAILED");
  }

  @ParameterizedTest
  @MethodSource("tests")
  void everyAlertFiresWhenItShouldAndOnlyThen(Path file) throws Exception {
    assertThat(promtool("test", "rules", file)).contains("SUCCESS").doesNotContain("FAILED");
  }

  @Test
  void theSampleOfAConfigurationIsOne() throws Exception {
    assertThat(promtool("check", "config", "prometheus.yml")).contains("2 rule files found");
  }

  @Test
  void everyExpressionOfTheBoardsIsPromql(@TempDir Path folder) throws Exception {
    List<String> expressions = Dashboard.all().stream().flatMap(Dashboard::expressions).toList();
    StringBuilder rules = new StringBuilder("groups:\n- name: boards\n  rules:\n");
    for (int i = 0; i < expressions.size(); i++) {
      String expression = TextNode.valueOf(Variables.fill(expressions.get(i))).toString();
      rules.append("  - record: expression_" + i + "\n    expr: " + expression + "\n");
    }
    Path file = Files.writeString(folder.resolve("boards.yaml"), rules);
    assertThat(promtool("check", "rules", file))
        .contains("SUCCESS: " + expressions.size() + " rules found");
  }
}
