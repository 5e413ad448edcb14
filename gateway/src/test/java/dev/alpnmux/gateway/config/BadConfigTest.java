package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole text is asserted, for it is what the user has to work with. */
class BadConfigTest {
  @ParameterizedTest
  @MethodSource("badFiles")
  void everyProblemIsReportedWithItsLineAndWhatToDo(Path file) throws IOException {
    ConfigException failure =
        catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file));

    String folder = file.getParent() + "/";
    assertThat(failure.problems())
        .extracting(problem -> problem.toString().replace(folder, ""))
        .containsExactlyElementsOf(Files.readAllLines(expectationOf(file)));
  }

  @Test
  void everyBadFileHasAnExpectationAndEveryExpectationAFile() throws IOException {
    List<Path> files = badFiles().toList();
    try (Stream<Path> expectations = ConfigFiles.in("bad", ".expected")) {
      assertThat(expectations)
          .containsExactlyInAnyOrderElementsOf(
              files.stream().map(BadConfigTest::expectationOf).toList());
    }
    assertThat(files).hasSizeGreaterThan(25);
  }

  static Stream<Path> badFiles() throws IOException {
    return ConfigFiles.in("bad", ".json");
  }

  private static Path expectationOf(Path file) {
    return file.resolveSibling(file.getFileName().toString().replace(".json", ".expected"));
  }
}
