package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds RECIPES.md against the tests that run it. */
class RecipesTest {
  private static final Path SOURCES = Path.of("src/test/java/dev/alpnmux/drivers");
  private static final Pattern SNIPPET =
      Pattern.compile("(?ms)^( *)// recipe: ([^\\n]+)\\n(.*?)^ *// end$");

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      List<String> sources = new ArrayList<>();
      for (Path file : files.toList()) {
        sources.add(Files.readString(file));
      }
      return sources;
    }
  }

  /** What stands between the marks, by the section that it is for. */
  private static List<Recipe> snippets() throws IOException {
    return sources().stream()
        .flatMap(source -> SNIPPET.matcher(source).results())
        .map(mark -> new Recipe(mark.group(2), unindented(mark.group(3), mark.group(1).length())))
        .toList();
  }

  private static String unindented(String lines, int columns) {
    return lines
        .stripTrailing()
        .lines()
        .map(line -> line.substring(Math.min(columns, line.length())))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void theJavaOfEverySectionIsTheJavaThatRuns() throws IOException {
    List<Recipe> shown =
        Recipe.all().stream()
            .flatMap(r -> r.blocks("java").stream().map(java -> new Recipe(r.title(), java)))
            .toList();
    assertThat(shown).containsExactlyInAnyOrderElementsOf(snippets());
  }

  @Test
  void everySectionIsRunByATest() throws IOException {
    List<String> sources = sources();
    assertThat(Recipe.all())
        .isNotEmpty()
        .allSatisfy(
            recipe ->
                assertThat(sources)
                    .anyMatch(
                        source ->
                            source.contains("Recipe.of(\"" + recipe.title() + "\")")
                                || source.contains("// recipe: " + recipe.title() + "\n")));
  }
}
