package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpecDocumentTest {
  private static final Pattern KEY_WORD =
      Pattern.compile("\\b(MUST|SHALL|SHOULD|REQUIRED|RECOMMENDED|MAY|OPTIONAL)\\b");

  private final SpecDocument document = SpecDocument.read();

  /** The one line that names the key words says what they mean. */
  @Test
  void keyWordsStandInRequirementsOnly() {
    assertThat(document.explanations())
        .filteredOn(line -> !line.contains("BCP 14") && KEY_WORD.matcher(line).find())
        .isEmpty();
    assertThat(document.requirements())
        .allMatch(requirement -> KEY_WORD.matcher(requirement.text()).find());
  }

  @Test
  void everyIdIsThatOfOneRequirement() {
    List<String> ids = document.requirements().stream().map(SpecDocument.Stated::id).toList();
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(100);
    assertThat(ids).containsAll(found("AMX-[A-Z]+-[0-9]+"));
  }

  @Test
  void everySectionThatIsReferredToIsThere() {
    assertThat(document.sections()).doesNotHaveDuplicates();
    assertThat(document.sections())
        .containsAll(found("(?<=\\b[Ss]ection )[0-9]+(\\.[0-9]+)?").stream().distinct().toList());
  }

  @Test
  void theTableOfReasonsIsTheOneOfTheProgram() {
    List<String> expected = Stream.of(Refusal.values()).map(SpecDocumentTest::row).toList();
    assertThat(document.explanations())
        .filteredOn(line -> expected.contains(line))
        .isEqualTo(expected);
    assertThat(document.explanations())
        .filteredOn(line -> line.matches("\\| `[a-z_]+` \\| (–|[0-9]+) \\|.*"))
        .hasSameSizeAs(expected);
  }

  private static String row(Refusal refusal) {
    String alert = refusal.alert().map(known -> String.valueOf(known.code())).orElse("–");
    return "| `" + refusal + "` | " + alert + " | " + refusal.sentence() + " |";
  }

  private List<String> found(String pattern) {
    return Pattern.compile(pattern)
        .matcher(document.text())
        .results()
        .map(MatchResult::group)
        .toList();
  }
}
