package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Reader and schema agree on whatever a good configuration is turned into. Two exceptions: the
 * reader may refuse more, for the reasons of {@link BeyondSchema}; and it takes no number with a
 * fraction of zero, such as 1.0, which is an integer to a schema. No value below is one.
 */
class ConfigSchemaProperty {
  /** What stands in odd places: every kind, and strings that are right in some place. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "-1",
          "1.5",
          "70000",
          "99999999999",
          "{}",
          "[]",
          "[ \"*\" ]",
          "[ \"a\", \"a\" ]",
          "{ \"address\": \":1\" }",
          "\"\"",
          "\"*\"",
          "\"off\"",
          "\"0s\"",
          "\"5s\"",
          "\"1KiB\"",
          "\":1\"",
          "\"127.0.0.1:1\"",
          "\"h:99999\"",
          "\"[::1]:1\"",
          "\"unix:/x\"",
          "\"unix:22\"",
          "\"10.0.0.1\"",
          "\"x.y-z_0\"",
          "\"*.x.y\"",
          "\"dns:*.x.y\"",
          "\"a%2\"",
          "\"a b\"",
          "\"acme-tls/1\"",
          "\"terminate\"",
          "\"reencrypt\"",
          "\"passthrough\"",
          "\"beforeAccept\"",
          "\"afterHandshake\"",
          "\"echo\"");

  /** One change of a good file. */
  private enum Change {
    DROP,
    ADD,
    REPLACE
  }

  /**
   * A good file with one change.
   *
   * @param place which of the values of the document; counted from the first again beyond the last
   */
  private record Mutation(Path file, int place, Change change, String key, String value) {
    JsonNode document() throws IOException {
      JsonNode document = ConfigSchema.parse(Files.readString(file));
      List<JsonPointer> places = new ArrayList<>();
      collect(document, JsonPointer.empty(), places);
      JsonPointer pointer = places.get(place % places.size());
      apply(document.at(pointer.head()), pointer.last(), document.at(pointer));
      return document;
    }

    private void apply(JsonNode parent, JsonPointer last, JsonNode target) throws IOException {
      if (change == Change.ADD && target instanceof ObjectNode object) {
        object.set(key, ConfigSchema.parse(value));
      } else if (change == Change.ADD && target instanceof ArrayNode list) {
        list.add(ConfigSchema.parse(value));
      } else if (parent instanceof ObjectNode object && change == Change.DROP) {
        object.remove(last.getMatchingProperty());
      } else if (parent instanceof ObjectNode object) {
        object.set(last.getMatchingProperty(), ConfigSchema.parse(value));
      } else if (parent instanceof ArrayNode list && change == Change.DROP) {
        list.remove(last.getMatchingIndex());
      } else if (parent instanceof ArrayNode list) {
        list.set(last.getMatchingIndex(), ConfigSchema.parse(value));
      }
    }
  }

  @Property(tries = 1000)
  void aChangedConfigurationIsJudgedAlike(@ForAll("mutations") Mutation mutation)
      throws IOException {
    JsonNode document = mutation.document();
    List<ConfigProblem> problems = problems(document.toString(), mutation.file());
    Set<ConfigSchema.Fault> faults = ConfigSchema.faults(document);

    if (problems.stream().allMatch(BeyondSchema::isBeyond)) {
      assertThat(faults).as("%s", document).allSatisfy(f -> assertThat(problems).isNotEmpty());
    } else {
      assertThat(faults).as("the reader found %s in %s", problems, document).isNotEmpty();
    }
  }

  private static List<ConfigProblem> problems(String text, Path file) {
    ConfigException failure =
        catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(text, file));
    return failure == null ? List.of() : failure.problems();
  }

  @Provide
  Arbitrary<Mutation> mutations() throws IOException {
    List<Path> files = ConfigFiles.in("good", ".json").toList();
    Stream<String> keys =
        Arrays.stream(ConfigObject.values()).flatMap(object -> object.keys().built().stream());
    return Combinators.combine(
            Arbitraries.of(files),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.of(Change.class),
            Arbitraries.of(Stream.concat(keys, Stream.of("x", "a b")).distinct().toList()),
            Arbitraries.of(VALUES))
        .as(Mutation::new);
  }

  /** Every value in the document but the document itself. */
  private static void collect(JsonNode node, JsonPointer here, List<JsonPointer> places) {
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      places.add(here.appendIndex(i));
      collect(node.get(i), here.appendIndex(i), places);
    }
    node.properties()
        .forEach(
            member -> {
              places.add(here.appendProperty(member.getKey()));
              collect(member.getValue(), here.appendProperty(member.getKey()), places);
            });
  }
}
