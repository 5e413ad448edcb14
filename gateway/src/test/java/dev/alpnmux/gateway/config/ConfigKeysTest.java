package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reader, the schema and CONFIG.md know the same keys. */
class ConfigKeysTest {
  @ParameterizedTest
  @EnumSource
  void everyKeyIsReadAndInTheSchemaAndDocumented(ConfigObject object) throws IOException {
    Set<String> read = Set.copyOf(object.keys().built());
    Set<String> inSchema = Set.copyOf(names(ConfigSchema.properties(object)));
    Set<String> documented = Set.copyOf(rows(object).stream().map(KeyTables.Row::key).toList());

    assertNothingLacks(
        read,
        union(inSchema, documented),
        "%s of %s is not among the built Keys of the reader: add it there, or remove it elsewhere",
        object);
    assertNothingLacks(
        inSchema,
        union(read, documented),
        "%s of %s is not in the schema: add it to properties at "
            + ConfigSchema.NAME
            + "#"
            + object.pointer(),
        object);
    assertNothingLacks(
        documented,
        union(read, inSchema),
        "%s of %s is not in CONFIG.md: add a row with its type, default, example and meaning",
        object);
  }

  private static void assertNothingLacks(
      Set<String> present, Set<String> expected, String message, ConfigObject object) {
    assertThat(expected.stream().filter(key -> !present.contains(key)).sorted())
        .map(key -> String.format(message, key, object.title()))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aReservedKeyIsNamedInTheTableOfReservedKeysUntilItIsBuilt(ConfigObject object)
      throws IOException {
    assertThat(KeyTables.reserved().getOrDefault(object.title(), List.of()))
        .as("the row %s of \"Reserved keys\" in CONFIG.md", object.title())
        .containsExactlyInAnyOrderElementsOf(object.keys().reserved());
  }

  @Test
  void noObjectIsForgotten() throws IOException {
    List<String> titles = Arrays.stream(ConfigObject.values()).map(ConfigObject::title).toList();
    Stream<String> pointers = Arrays.stream(ConfigObject.values()).map(ConfigObject::pointer);

    assertThat(KeyTables.rows().keySet())
        .as("the tables of keys in CONFIG.md, and the lines of ConfigObject")
        .containsExactlyInAnyOrderElementsOf(titles);
    assertThat(KeyTables.reserved().keySet()).isSubsetOf(titles);
    assertThat(names(ConfigSchema.root().get("$defs")))
        .filteredOn(
            name -> ConfigSchema.root().at("/$defs/" + name).path("type").asText().equals("object"))
        .as("the objects of the schema, and the lines of ConfigObject")
        .map(name -> "/$defs/" + name)
        .containsExactlyInAnyOrderElementsOf(pointers.filter(p -> !p.isEmpty()).toList());
  }

  @Test
  void everyKeysConstantIsAnObject() {
    List<Keys> known = Arrays.stream(ConfigObject.values()).map(ConfigObject::keys).toList();

    assertThat(new ClassFileImporter().importPackagesOf(Keys.class))
        .flatMap(type -> type.getFields())
        .filteredOn(field -> field.getRawType().isEquivalentTo(Keys.class) && isConstant(field))
        .as("a line in ConfigObject for each constant of Keys")
        .isNotEmpty()
        .allSatisfy(field -> assertThat(known).contains((Keys) value(field)));
  }

  @ParameterizedTest
  @EnumSource
  void everyKeyOfTheSchemaIsDescribedWithAnExampleThatFits(ConfigObject object) {
    for (String key : names(ConfigSchema.properties(object))) {
      JsonNode property = ConfigSchema.properties(object).get(key);

      assertThat(property.path("description").asText()).as("description of %s", key).endsWith(".");
      assertThat(property.path("examples")).as("examples of %s", key).isNotEmpty();
      assertThat(property.path("examples"))
          .allSatisfy(e -> assertThat(ConfigSchema.faults(property, e)).as(key).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyDocumentedKeyHasAnExampleThatFits(ConfigObject object) throws IOException {
    for (KeyTables.Row row : rows(object)) {
      JsonNode property = ConfigSchema.properties(object).path(row.key());

      assertThat(KeyTables.codes(row.example())).as("example of %s", row.key()).isNotEmpty();
      for (String example : KeyTables.codes(row.example())) {
        assertThat(ConfigSchema.faults(property, ConfigSchema.parse(example)))
            .as("%s: %s", row.key(), example)
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDocumentedDefaultIsTheOneOfTheSchema(ConfigObject object) throws IOException {
    List<String> required = texts(ConfigSchema.root().at(object.pointer() + "/required"));
    for (KeyTables.Row row : rows(object)) {
      JsonNode usual = ConfigSchema.properties(object).path(row.key()).path("default");

      assertThat(documentedDefault(row)).as(row.toString()).isEqualTo(present(usual));
      assertThat(row.usual().equals("*required*"))
          .as(row.toString())
          .isEqualTo(required.contains(row.key()));
    }
  }

  /** A default is JSON between backquotes; what is not a value, such as "none", is in words. */
  private static Optional<JsonNode> documentedDefault(KeyTables.Row row) throws IOException {
    return row.usual().startsWith("`")
        ? Optional.of(ConfigSchema.parse(KeyTables.codes(row.usual()).get(0)))
        : Optional.empty();
  }

  private static Optional<JsonNode> present(JsonNode node) {
    return node.isMissingNode() ? Optional.empty() : Optional.of(node);
  }

  private static List<KeyTables.Row> rows(ConfigObject object) throws IOException {
    return KeyTables.rows().getOrDefault(object.title(), List.of());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    return Stream.concat(a.stream(), b.stream()).collect(Collectors.toSet());
  }

  private static boolean isConstant(JavaField field) {
    return field.getModifiers().contains(JavaModifier.STATIC);
  }

  private static Object value(JavaField field) {
    try {
      return field.reflect().get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field.getFullName() + " is private: its keys cannot be tested", e);
    }
  }
}
