package dev.alpnmux.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OperationsTest {
  private static final Pattern REFUSAL =
      Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (–|\\d+) \\| ([^|]+) \\|$");

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
}
