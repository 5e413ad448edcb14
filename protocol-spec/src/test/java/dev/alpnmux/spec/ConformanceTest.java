package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The conformance list is what SPEC.md says, and each of its requirements is proved. */
class ConformanceTest {
  private static final Pattern LEVEL = Pattern.compile("\\b(MUST|SHOULD)( NOT)?\\b|\\bMAY\\b");

  private final List<Requirement> requirements = Requirement.all();

  @Test
  void theListFitsItsSchema() throws IOException {
    try (InputStream schema =
        ApplicationProtocol.class.getResourceAsStream("schema/conformance-1.json")) {
      assertThat(
              JsonSchemaFactory.getInstance(VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(Requirement.list()))
          .isEmpty();
    }
  }

  /** Where this fails, {@code tools/conformance} brings the list up to date. */
  @Test
  void theListSaysWordForWordWhatTheDocumentSays() {
    assertThat(requirements)
        .extracting(r -> new SpecDocument.Stated(r.id(), r.section(), r.text()))
        .isEqualTo(SpecDocument.read().requirements());
  }

  @Test
  void theLevelIsTheFirstKeyWordOfTheText() {
    assertThat(requirements).allSatisfy(r -> assertThat(firstKeyWord(r)).isEqualTo(r.level()));
  }

  private static String firstKeyWord(Requirement requirement) {
    Matcher word = LEVEL.matcher(requirement.text());
    return word.find() ? word.group() : "none";
  }

  @Test
  void everyRequirementIsShownByAVectorOrProvedByATest() {
    assertThat(requirements)
        .filteredOn(r -> r.vectors().isEmpty() && r.tests().isEmpty())
        .isEmpty();
  }

  @Test
  void everyTestThatIsNamedIsThere() {
    TestSources sources = TestSources.ofAllModules();
    assertThat(requirements)
        .flatExtracting(Requirement::tests)
        .isNotEmpty()
        .allMatch(sources::have, "is there");
  }

  /** Both ways: no vector without a requirement, none with one that does not exist. */
  @Test
  void theListNamesTheVectorsThatNameItsRequirements() {
    Map<String, TreeSet<String>> shown = new TreeMap<>();
    for (String document : Vectors.DOCUMENTS) {
      for (JsonNode vector : Vectors.document(document).get("vectors")) {
        String name = document + '/' + vector.get("name").asText();
        List<String> shows = Vectors.texts(vector.get("requirements"));
        assertThat(shows).as(name).isNotEmpty();
        shows.forEach(id -> shown.computeIfAbsent(id, i -> new TreeSet<>()).add(name));
      }
    }
    Map<String, TreeSet<String>> listed = new TreeMap<>();
    requirements.stream()
        .filter(r -> !r.vectors().isEmpty())
        .forEach(r -> listed.put(r.id(), new TreeSet<>(r.vectors())));
    assertThat(shown).isEqualTo(listed);
  }

  @Test
  void aNameThatIsNoTestIsNotFound() {
    TestSources sources = TestSources.ofAllModules();
    String here = ConformanceTest.class.getName();
    assertThat(sources.have(here + "#aNameThatIsNoTestIsNotFound")).isTrue();
    assertThat(sources.have(here + "#nothing")).isFalse();
    assertThat(sources.have(here + "Too#aNameThatIsNoTestIsNotFound")).isFalse();
    assertThat(sources.have(here + "#aNameThatIsNoTestIsNotFound(vectors-invalid.csv)")).isTrue();
    assertThat(sources.have(here + "#aNameThatIsNoTestIsNotFound(nothing.csv)")).isFalse();
    assertThat(sources.have(here)).isFalse();
  }
}
