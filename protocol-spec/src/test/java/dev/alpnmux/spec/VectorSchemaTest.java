package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema of the vectors takes every document, and refuses what breaks one of its rules. */
class VectorSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final JsonNode ROOT = load();
  private static final JsonSchema SCHEMA = FACTORY.getSchema(ROOT);

  private static JsonNode load() {
    try (InputStream in = Vectors.class.getResourceAsStream("schema/vectors-1.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> documents() {
    return Vectors.DOCUMENTS;
  }

  @Test
  void theSchemaIsOne() {
    assertThat(FACTORY.getSchema(SchemaLocation.of(VersionFlag.V202012.getId())).validate(ROOT))
        .isEmpty();
  }

  @Test
  void everyDocumentIsRead() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("vectors"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              documents().stream().map(name -> name + ".json").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyDocumentFitsTheSchema(String document) {
    assertThat(SCHEMA.validate(Vectors.document(document))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void namesAreUniqueAndInOrder(String document) {
    List<String> names = Vectors.of(document).map(v -> v.get("name").asText()).toList();
    assertThat(names).containsExactlyElementsOf(new TreeSet<>(names));
  }

  /** A row: a document, what is changed in it and to what (nothing: it is left out), the rule. */
  @ParameterizedTest
  @CsvFileSource(
      resources = "/vectors-invalid.csv",
      delimiter = '|',
      quoteCharacter = '`',
      numLinesToSkip = 1)
  void whatBreaksARuleDoesNotFit(String document, String member, String json, String rule)
      throws IOException {
    JsonNode changed = ChangedJson.of(Vectors.document(document), member, json);

    Set<String> broken =
        SCHEMA.validate(changed).stream()
            .map(ValidationMessage::getType)
            .collect(Collectors.toSet());
    assertThat(broken).contains(rule);
  }

  @Test
  void everyExampleFitsItsDefinition() {
    assertThat(ROOT.get("$defs").properties())
        .allSatisfy(
            definition -> {
              JsonSchema schema = SCHEMA.getSubSchema(definitionOf(definition.getKey()));
              for (JsonNode example : definition.getValue().path("examples")) {
                assertThat(schema.validate(example)).as(definition.getKey()).isEmpty();
              }
            });
  }

  private static JsonNodePath definitionOf(String name) {
    return new JsonNodePath(PathType.JSON_POINTER).append("$defs").append(name);
  }

  @Test
  void theSchemaKnowsEveryReason() {
    assertThat(Vectors.texts(ROOT.at("/$defs/refusal/enum")))
        .containsExactlyElementsOf(Stream.of(Refusal.values()).map(Refusal::toString).toList());
  }
}
