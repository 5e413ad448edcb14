package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each published schema is one, takes its own examples, and refuses what breaks one of its rules.
 * That of the vectors is tried on them, that of configurations beside the reader of the gateway.
 */
class SchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final Path FOLDER = Path.of("src/main/resources/dev/alpnmux/spec/schema");
  private static final List<String> TRIED_ELSEWHERE = List.of("gateway-1", "vectors-1");

  static List<String> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString().replace(".json", "")).toList();
    }
  }

  static List<String> triedHere() throws IOException {
    return all().stream().filter(name -> !TRIED_ELSEWHERE.contains(name)).toList();
  }

  private static JsonNode read(String schema) throws IOException {
    return JSON.readTree(FOLDER.resolve(schema + ".json").toFile());
  }

  private static JsonSchema validator(String schema) throws IOException {
    return FACTORY.getSchema(read(schema));
  }

  @ParameterizedTest
  @MethodSource("all")
  void itIsASchemaUnderItsName(String schema) throws IOException {
    JsonNode document = read(schema);

    assertThat(FACTORY.getSchema(SchemaLocation.of(VersionFlag.V202012.getId())).validate(document))
        .isEmpty();
    assertThat(document.get("$id").asText())
        .isEqualTo("https://alpnmux.dev/schema/" + schema + ".json");
    assertThat(document.get("title").asText()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("triedHere")
  void itTakesItsExamples(String schema) throws IOException {
    JsonNode examples = read(schema).path("examples");

    assertThat(examples).isNotEmpty();
    for (JsonNode example : examples) {
      assertThat(validator(schema).validate(example)).as("%s", example).isEmpty();
    }
  }

  /** A row: a schema, one of its examples, what is changed in it and to what, the broken rule. */
  @ParameterizedTest
  @CsvFileSource(
      resources = "/schemas-invalid.csv",
      delimiter = '|',
      quoteCharacter = '`',
      numLinesToSkip = 1)
  void whatBreaksARuleDoesNotFit(
      String schema, int example, String member, String json, String rule) throws IOException {
    JsonNode document = read(schema).get("examples").get(example);

    Set<String> broken =
        validator(schema).validate(ChangedJson.of(document, member, json)).stream()
            .map(ValidationMessage::getType)
            .collect(Collectors.toSet());
    assertThat(broken).contains(rule);
  }

  @Test
  void everySchemaIsTriedByABrokenRule() throws IOException {
    List<String> tried =
        Files.readAllLines(Path.of("src/test/resources/schemas-invalid.csv")).stream()
            .skip(1)
            .map(line -> line.substring(0, line.indexOf('|')))
            .distinct()
            .toList();

    assertThat(tried).containsExactlyInAnyOrderElementsOf(triedHere());
  }
}
