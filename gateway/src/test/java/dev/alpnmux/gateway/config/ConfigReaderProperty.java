package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in the file, it is a configuration or a list of problems. */
class ConfigReaderProperty {
  private static final Path FILE = ConfigFiles.file("good/everything.json");
  private static final String GOOD = text();

  @Property(tries = 200)
  void aDamagedFileIsStillAConfigurationOrSaysWhatIsWrong(@ForAll("damaged") String text) {
    ConfigException failure =
        catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(text, FILE));

    if (failure != null) {
      int lines = (int) text.lines().count();
      assertThat(failure.problems()).isNotEmpty().isSortedAccordingTo(byLine());
      assertThat(failure.problems())
          .allSatisfy(problem -> assertThat(problem.line()).isBetween(1, lines + 1))
          .allSatisfy(problem -> assertThat(problem.message()).isNotBlank());
    }
  }

  private static Comparator<ConfigProblem> byLine() {
    return Comparator.comparingInt(ConfigProblem::line);
  }

  /** One stretch of the good file is replaced by something short. */
  @Provide
  Arbitrary<String> damaged() {
    Arbitrary<Integer> from = Arbitraries.integers().between(0, GOOD.length() - 1);
    Arbitrary<Integer> length = Arbitraries.integers().between(0, 40);
    Arbitrary<String> instead =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(5),
            Arbitraries.of(
                "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "{}", "[]", "\"\"", "1e9"));
    return Combinators.combine(from, length, instead)
        .as((start, cut, text) -> GOOD.substring(0, start) + text + rest(start + cut));
  }

  private static String rest(int from) {
    return GOOD.substring(Math.min(from, GOOD.length()));
  }

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
