package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is allowed but hardly meant: the whole text is asserted, as that of problems is. */
class WarnedConfigTest {
  @ParameterizedTest
  @MethodSource("warnedFiles")
  void everyWarningSaysItsPlaceAndWhatToDo(Path file) throws Exception {
    String folder = file.getParent() + "/";

    assertThat(ConfigReader.read(file).warnings())
        .extracting(warning -> warning.toString().replace(folder, ""))
        .containsExactlyElementsOf(Files.readAllLines(expectationOf(file)));
  }

  @ParameterizedTest
  @MethodSource("warnedFiles")
  void aWarningIsNothingThatTheSchemaKnows(Path file) throws IOException {
    assertThat(ConfigSchema.faults(ConfigSchema.parse(Files.readString(file)))).isEmpty();
  }

  @Test
  void thereAreSome() throws IOException {
    assertThat(warnedFiles()).isNotEmpty();
  }

  static Stream<Path> warnedFiles() throws IOException {
    return ConfigFiles.in("warned", ".json");
  }

  private static Path expectationOf(Path file) {
    return file.resolveSibling(file.getFileName().toString().replace(".json", ".expected"));
  }
}
