package dev.alpnmux.gateway.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reader takes the schema takes, and what it refuses by form alone the schema refuses. */
class ConfigSchemaTest {
  /** The bad files in which a schema sees nothing wrong, and why; every other one fails. */
  private static final Map<String, BeyondSchema> BEYOND =
      Map.ofEntries(
          entry("access-log-device.json", BeyondSchema.FILE_KIND),
          entry("access-log-file.json", BeyondSchema.FILE),
          entry("acme.json", BeyondSchema.ID),
          entry("conflicts.json", BeyondSchema.TWICE),
          entry("devices.json", BeyondSchema.FILE_KIND),
          entry("duplicate-keys.json", BeyondSchema.DUPLICATE_KEY),
          entry("listener-twins.json", BeyondSchema.TWICE),
          entry("reserved-ids.json", BeyondSchema.ID),
          entry("uncovered-names.json", BeyondSchema.CERTIFICATE_NAMES),
          entry("unverifiable-name.json", BeyondSchema.CERTIFICATE_NAMES));

  @ParameterizedTest
  @MethodSource("goodFiles")
  void goodFilesAreValid(Path file) throws IOException {
    assertThat(faults(Files.readString(file))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.alpnmux.gateway.config.ConfigDocumentTest#examples")
  void theExamplesOfTheDocumentAreValid(String example) throws IOException {
    assertThat(faults(example)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void badFilesAreNotValidUnlessTheirFormIsRight(Path file) throws IOException {
    BeyondSchema reason = BEYOND.get(file.getFileName().toString());

    assertThat(isValid(Files.readString(file)))
        .as("valid, in spite of %s", problems(file))
        .isEqualTo(reason != null);
    if (reason != null) {
      assertThat(problems(file)).allMatch(reason::covers, "is about " + reason);
    }
  }

  /**
   * Where the reader sees a wrong form, the schema sees one too: there, or in the object around.
   */
  @ParameterizedTest
  @MethodSource("badFiles")
  void everyWrongFormIsSeenInItsPlace(Path file) throws IOException {
    String text = Files.readString(file);
    if (!isJson(text)) {
      return;
    }
    Set<ConfigSchema.Fault> faults = faults(text);
    assertThat(problems(file))
        .filteredOn(problem -> !BeyondSchema.isBeyond(problem))
        .allSatisfy(
            problem ->
                assertThat(faults)
                    .extracting(ConfigSchema.Fault::pointer)
                    .containsAnyOf(problem.pointer(), parent(problem.pointer())));
  }

  @Test
  void noFileIsListedThatIsNotThere() throws IOException {
    assertThat(badFiles().map(file -> file.getFileName().toString())).containsAll(BEYOND.keySet());
  }

  @Test
  void theSchemaIsOne() {
    assertThat(ConfigSchema.faultsOfItself()).isEmpty();
  }

  @Test
  void noObjectOfTheSchemaTakesOtherKeys() {
    assertThat(ConfigObject.values())
        .allSatisfy(
            object ->
                assertThat(ConfigSchema.root().at(object.pointer() + "/additionalProperties"))
                    .asString()
                    .isEqualTo("false"));
  }

  @Test
  void theDefaultsOfTheSchemaAreThoseOfTheReader() throws IOException, ConfigException {
    Path file = ConfigFiles.file("good/minimal.json");
    JsonNode written = ConfigSchema.parse(Files.readString(file));
    fill((ObjectNode) written, ConfigSchema.root());

    assertThat(written.at("/timeouts/idle").asText()).isEqualTo("1h");
    assertThat(ConfigReader.read(written.toString(), file))
        .usingRecursiveComparison()
        .ignoringFields("source")
        .isEqualTo(ConfigReader.read(file));
  }

  /** Writes down the defaults of an object, and of the objects in it. */
  private static void fill(ObjectNode object, JsonNode schema) {
    for (Map.Entry<String, JsonNode> member : schema.get("properties").properties()) {
      JsonNode property = resolved(member.getValue());
      if (member.getValue().has("default")) {
        object.putIfAbsent(member.getKey(), member.getValue().get("default"));
      } else if (hasDefaults(property)) {
        object.putIfAbsent(member.getKey(), object.objectNode());
      }
      fill(object.path(member.getKey()), property);
    }
  }

  private static void fill(JsonNode value, JsonNode schema) {
    if (value instanceof ObjectNode object && schema.has("properties")) {
      fill(object, schema);
    } else {
      String inside = value.isArray() ? "items" : "additionalProperties";
      value.forEach(element -> fill(element, resolved(schema.path(inside))));
    }
  }

  /** An object with a required key is never there by default. */
  private static boolean hasDefaults(JsonNode schema) {
    return !schema.has("required") && schema.path("properties").findValue("default") != null;
  }

  private static JsonNode resolved(JsonNode schema) {
    return schema.has("$ref")
        ? ConfigSchema.root().at(schema.get("$ref").asText().substring(1))
        : schema;
  }

  private static boolean isValid(String text) throws IOException {
    return isJson(text) && faults(text).isEmpty();
  }

  private static boolean isJson(String text) {
    return catchThrowableOfType(JsonProcessingException.class, () -> ConfigSchema.parse(text))
        == null;
  }

  private static Set<ConfigSchema.Fault> faults(String text) throws IOException {
    return ConfigSchema.faults(ConfigSchema.parse(text));
  }

  private static List<ConfigProblem> problems(Path file) {
    return catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file)).problems();
  }

  private static String parent(String pointer) {
    return pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
  }

  static Stream<Path> goodFiles() throws IOException {
    return ConfigFiles.in("good", ".json");
  }

  static Stream<Path> badFiles() throws IOException {
    return ConfigFiles.in("bad", ".json");
  }
}
