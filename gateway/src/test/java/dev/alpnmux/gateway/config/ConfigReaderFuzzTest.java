package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in the file, it is a configuration or a list of problems that lead to it. */
class ConfigReaderFuzzTest {
  private static final String DICTIONARY = "ConfigReaderFuzzTest.dict";

  /** Beside the good ones, so that certificates are found. */
  private static final Path FILE = ConfigFiles.file("good/fuzzed.json");

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  static Stream<byte[]> files() {
    return Stream.of("good", "bad", "warned")
        .flatMap(ConfigReaderFuzzTest::filesIn)
        .map(ConfigReaderFuzzTest::octets);
  }

  @MethodSource("files")
  @DictionaryFile(resourcePath = DICTIONARY)
  @FuzzTest
  void anyOctetsAreAConfigurationOrProblemsAtTheirPlaces(byte[] octets) throws IOException {
    String text = new String(octets, StandardCharsets.UTF_8);
    try {
      GatewayConfig config = ConfigReader.read(octets, FILE);
      assertThat(ConfigSchema.faults(ConfigSchema.parse(text))).isEmpty();
      requireLines(config.warnings(), text);
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty();
      requireLines(e.problems(), text);
      requirePointers(e.problems(), text);
    }
  }

  private static void requireLines(List<ConfigProblem> problems, String text) {
    // A file that ends with a line end may want something in the line behind it.
    int lines = 1 + (int) text.lines().count();
    int last = 1;
    for (ConfigProblem problem : problems) {
      boolean isPlaced = problem.line() >= last && problem.line() <= lines;
      if (!isPlaced || problem.message().isBlank()) {
        assertThat(problems).as("line %d, of %d lines", problem.line(), lines).isEmpty();
      }
      if (UNPRINTABLE.matcher(problem.toString()).find()) {
        assertThat(problem.toString()).doesNotContainPattern(UNPRINTABLE);
      }
      last = problem.line();
    }
  }

  /** Of two equal keys another reader takes the other one. */
  private static void requirePointers(List<ConfigProblem> problems, String text) {
    Optional<JsonNode> document = parsed(text);
    if (document.isEmpty() || problems.stream().anyMatch(ConfigReaderFuzzTest::isDuplicate)) {
      return;
    }
    for (ConfigProblem problem : problems) {
      if (document.get().at(JsonPointer.compile(problem.pointer())).isMissingNode()) {
        assertThat(problem).as("a problem that is nowhere in the document").isNull();
      }
    }
  }

  private static boolean isDuplicate(ConfigProblem problem) {
    return problem.message().startsWith("duplicate key ");
  }

  private static Optional<JsonNode> parsed(String text) {
    try {
      return Optional.of(ConfigSchema.parse(text)).filter(node -> !node.isMissingNode());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Test
  void everyKeyIsInTheDictionary() throws IOException {
    Stream<String> keys =
        Stream.of(ConfigObject.values()).flatMap(object -> object.keys().built().stream());
    try (InputStream in = ConfigReaderFuzzTest.class.getResourceAsStream(DICTIONARY)) {
      assertThat(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8))
          .contains(keys.map(key -> "\\\"" + key + "\\\"").toList());
    }
  }

  private static Stream<Path> filesIn(String folder) {
    try {
      return ConfigFiles.in(folder, ".json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] octets(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
