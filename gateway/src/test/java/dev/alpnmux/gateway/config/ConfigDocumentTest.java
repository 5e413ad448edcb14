package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CONFIG.md says what the reader does. */
class ConfigDocumentTest {
  private static final Pattern JSON_BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsAConfiguration(String example) {
    Path besideThePemFiles = ConfigFiles.file("pem/CONFIG.md");

    assertThatCode(() -> ConfigReader.read(example, besideThePemFiles)).doesNotThrowAnyException();
  }

  @Test
  void thereAreExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThan(1);
  }

  static Stream<String> examples() throws IOException {
    return JSON_BLOCK
        .matcher(Files.readString(KeyTables.DOCUMENT))
        .results()
        .map((MatchResult block) -> block.group(1));
  }
}
