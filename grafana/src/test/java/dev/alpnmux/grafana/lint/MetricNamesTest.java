package dev.alpnmux.grafana.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A metric that is renamed takes its boards and alerts along. */
class MetricNamesTest {
  /** Behind a colon stands the name of what a rule records. */
  private static final Pattern NAME = Pattern.compile("(?<![:\\w])(?:alpnmux|jvm|process)_\\w+");

  @Test
  void everyMetricOfBoardsAndAlertsIsServed() throws Exception {
    try (RunningGateway gateway =
        RunningGateway.of(
            TlsEngine.JDK,
            List.of("a"),
            "'svc':{'upstreams':['localhost:1'],'limits':{'connections':9}}",
            ",'accessLog':'access.log'")) {
      Set<String> served =
          gateway
              .admin("/metrics")
              .body()
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("[{ ]", 2)[0])
              .collect(Collectors.toSet());
      assertThat(served).containsAll(used());
    }
  }

  private static Set<String> used() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String folder : List.of("dashboards", "alerts", "alerts/tests")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          NAME.matcher(Files.readString(file))
              .results()
              .map(MatchResult::group)
              .forEach(names::add);
        }
      }
    }
    return names;
  }
}
