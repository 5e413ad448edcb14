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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Reader and schema agree on whatever one change turns a good configuration into. Two exceptions:
 * the reader may refuse more, for the reasons of {@link BeyondSchema}; and it takes no number with
 * a fraction of zero, such as 1.0, which is an integer to a schema. No value below is one.
 */
class ConfigSchemaProperty {
  /** A file of the sources is readable by everybody. */
  private static final String NEEDS_A_PRIVATE_FILE = "token";

  /** What stands in odd places: every kind, and strings that are right in some place. */
  private static final List<String> VALUES =
      """
      null
      true
      false
      0
      1
      -1
      1.5
      70000
      99999999999
      {}
      { "address": ":1" }
      []
      [ "*" ]
      [ "a", "a" ]
      ""
      "*"
      "off"
      "0s"
      "5s"
      "1KiB"
      ":1"
      "127.0.0.1:1"
      "h:99999"
      "[::1]:1"
      "unix:/x"
      "unix:22"
      "srv:_x._tcp.y"
      "srv:_x._tcp.1"
      "srv:22"
      "10.0.0.1"
      "x.y-z_0"
      "*.x.y"
      "dns:*.x.y"
      "a%2"
      "a b"
      "acme-tls/1"
      "terminate"
      "reencrypt"
      "passthrough"
      "beforeAccept"
      "afterHandshake"
      "echo"
      """
          .lines()
          .toList();

  /** The good file in which every key stands. */
  private static final Path EVERYTHING = ConfigFiles.file("good/everything.json");

  /** A good file with one change at one place. */
  private interface Mutation {
    Path file();

    JsonNode document() throws IOException;
  }

  /**
   * @param value what takes the place of what stands there; nothing removes that
   */
  private record Replacement(Path file, JsonPointer place, Optional<String> value)
      implements Mutation {
    @Override
    public JsonNode document() throws IOException {
      JsonNode document = read(file);
      JsonNode parent = document.at(place.head());
      JsonNode odd = value.isPresent() ? ConfigSchema.parse(value.get()) : null;
      if (parent instanceof ObjectNode object) {
        replace(object, place.last().getMatchingProperty(), odd);
      } else {
        replace((ArrayNode) parent, place.last().getMatchingIndex(), odd);
      }
      return document;
    }

    private static void replace(ObjectNode object, String key, @Nullable JsonNode odd) {
      JsonNode before = odd == null ? object.remove(key) : object.replace(key, odd);
      assertThat(before).isNotNull();
    }

    private static void replace(ArrayNode list, int index, @Nullable JsonNode odd) {
      JsonNode before = odd == null ? list.remove(index) : list.set(index, odd);
      assertThat(before).isNotNull();
    }
  }

  /**
   * @param place which of the objects; counted from the first again beyond the last
   */
  private record Addition(Path file, int place, String key, String value) implements Mutation {
    @Override
    public JsonNode document() throws IOException {
      JsonNode document = read(file);
      List<JsonPointer> objects =
          placesIn(document).stream().filter(p -> document.at(p).isObject()).toList();
      JsonNode object = document.at(objects.get(place % objects.size()));
      ((ObjectNode) object).set(key, ConfigSchema.parse(value));
      return document;
    }
  }

  /** Some thousand combinations, a few hundred of them in each run. */
  @Property(generation = GenerationMode.RANDOMIZED, tries = 500)
  void everyValueInThePlaceOfEveryOtherIsJudgedAlike(@ForAll("replacements") Mutation mutation)
      throws IOException {
    assertIsJudgedAlike(mutation);
  }

  @Property(tries = 200)
  void anotherKeyIsJudgedAlike(@ForAll("additions") Mutation mutation) throws IOException {
    assertIsJudgedAlike(mutation);
  }

  @Example
  void everyKeyIsTriedIn() throws IOException {
    assertThat(placesIn(read(EVERYTHING)).stream().map(place -> place.last()))
        .filteredOn(last -> last != null)
        .map(last -> last.getMatchingProperty())
        .as("add the key to %s", EVERYTHING)
        .containsAll(keys().filter(key -> !key.equals(NEEDS_A_PRIVATE_FILE)).toList());
  }

  private static void assertIsJudgedAlike(Mutation mutation) throws IOException {
    JsonNode document = mutation.document();
    List<ConfigProblem> problems = problems(document.toString(), mutation.file());
    Set<ConfigSchema.Fault> faults = ConfigSchema.faults(document);

    if (problems.isEmpty()) {
      assertThat(faults).as("the reader takes %s", document).isEmpty();
    } else if (!problems.stream().allMatch(BeyondSchema::isBeyond)) {
      assertThat(faults).as("the reader finds %s in %s", problems, document).isNotEmpty();
    }
  }

  private static List<ConfigProblem> problems(String text, Path file) {
    ConfigException failure =
        catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(text, file));
    return failure == null ? List.of() : failure.problems();
  }

  @Provide
  Arbitrary<Mutation> replacements() throws IOException {
    List<Optional<String>> values =
        Stream.concat(Stream.of(Optional.<String>empty()), VALUES.stream().map(Optional::of))
            .toList();
    List<Mutation> all = new ArrayList<>();
    for (JsonPointer place : placesIn(read(EVERYTHING))) {
      if (!place.matches()) {
        values.forEach(value -> all.add(new Replacement(EVERYTHING, place, value)));
      }
    }
    return Arbitraries.of(all);
  }

  @Provide
  Arbitrary<Mutation> additions() throws IOException {
    return Combinators.combine(
            Arbitraries.of(ConfigFiles.in("good", ".json").toList()),
            Arbitraries.integers().between(0, 100),
            Arbitraries.of(Stream.concat(keys(), Stream.of("x", "a b")).toList()),
            Arbitraries.of(VALUES))
        .as(Addition::new);
  }

  private static Stream<String> keys() {
    return Arrays.stream(ConfigObject.values())
        .flatMap(object -> object.keys().built().stream())
        .distinct();
  }

  private static JsonNode read(Path file) throws IOException {
    return ConfigSchema.parse(Files.readString(file));
  }

  private static List<JsonPointer> placesIn(JsonNode document) {
    List<JsonPointer> places = new ArrayList<>();
    collect(document, JsonPointer.empty(), places);
    return places;
  }

  private static void collect(JsonNode node, JsonPointer here, List<JsonPointer> places) {
    places.add(here);
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), here.appendIndex(i), places);
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      collect(member.getValue(), here.appendProperty(member.getKey()), places);
    }
  }
}
