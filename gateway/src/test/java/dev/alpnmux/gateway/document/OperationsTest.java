package dev.alpnmux.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperationsTest {
  private static final Pattern REFUSAL =
      Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (–|\\d+) \\| ([^|]+) \\|$");
  private static final Pattern METRIC =
      Pattern.compile("(?m)^\\| `(alpnmux_[a-z_]+)` \\| (counter|gauge|histogram) \\| ([^|]+) \\|");

  private static String document() throws IOException {
    return Files.readString(Path.of("OPERATIONS.md"));
  }

  @Test
  void theTableOfRefusalsIsTheOneInTheProgram() throws IOException {
    List<String> rows = new ArrayList<>();
    Matcher row = REFUSAL.matcher(document());
    while (row.find()) {
      Refusal refusal =
          Arrays.stream(Refusal.values())
              .filter(r -> r.toString().equals(row.group(1)))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no such refusal: " + row.group(1)));
      rows.add(row.group(1));
      assertThat(row.group(2))
          .as(row.group(1))
          .isEqualTo(refusal.alert().map(a -> String.valueOf(a.code())).orElse("–"));
      assertThat(row.group(3)).as(row.group(1)).startsWith(refusal.sentence());
    }
    assertThat(rows)
        .containsExactly(
            Arrays.stream(Refusal.values()).map(Refusal::toString).toArray(String[]::new));
  }

  @Test
  void theTableOfMetricsIsWhatIsServed() throws Exception {
    Set<String> documented =
        METRIC.matcher(document()).results().map(m -> m.group(1)).collect(Collectors.toSet());
    try (RunningGateway gateway =
        RunningGateway.serving(
            TlsEngine.JDK, "'svc':{'upstreams':['localhost:1'],'limits':{'connections':9}}")) {
      Set<String> served =
          gateway
              .admin("/metrics")
              .body()
              .lines()
              .filter(line -> line.startsWith("# TYPE "))
              .map(line -> line.split(" ", -1)[2])
              .filter(name -> !name.endsWith("_max"))
              .collect(Collectors.toSet());
      assertThat(served).isEqualTo(documented);
    }
  }
}
