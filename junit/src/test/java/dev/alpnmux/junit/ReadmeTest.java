package dev.alpnmux.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  @Test
  void theTestInTheReadmeIsOneThatRuns() throws IOException {
    String source = Files.readString(Path.of("src/test/java/dev/alpnmux/junit/OrdersTest.java"));
    String example =
        source
            .substring(source.indexOf("// begin\n") + 9, source.indexOf("  // end"))
            .lines()
            .map(line -> line.isEmpty() ? line : line.substring(2))
            .collect(Collectors.joining("\n", "```java\n", "\n```\n"));
    assertThat(Files.readString(Path.of("../README.md"))).contains(example);
  }
}
