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

  private enum Change {
    DROP,
    ADD,
    REPLACE
  }

  /**
   * A good file with one change.
   *
   * @param place which of the values of the document; counted from the first again beyond the last
   * @param key of a member that is added
   * @param value what is added, or takes the place of another one
   */
  private record Mutation(Path file, int place, Change change, String key, String value) {
    JsonNode document() throws IOException {
      JsonNode document = ConfigSchema.parse(Files.readString(file));
      JsonNode odd = ConfigSchema.parse(value);
      List<JsonPointer> places = placesIn(document);
      JsonPointer pointer = places.get(place % places.size());
      if (change == Change.ADD) {
        add(document.at(pointer), odd);
      } else if (!pointer.matches()) {
        change(document.at(pointer.head()), pointer.last(), odd);
      }
      return document;
    }

    private void add(JsonNode target, JsonNode odd) {
      if (target instanceof ObjectNode object) {
        object.set(key, odd);
      } else if (target instanceof ArrayNode list) {
        list.add(odd);
      }
    }

    private void change(JsonNode parent, JsonPointer last, JsonNode odd) {
      boolean isDropped = change == Change.DROP;
      if (parent instanceof ObjectNode object) {
        String name = last.getMatchingProperty();
        JsonNode before = isDropped ? object.remove(name) : object.replace(name, odd);
        assertThat(before).isNotNull();
      } else if (parent instanceof ArrayNode list) {
        int index = last.getMatchingIndex();
        JsonNode before = isDropped ? list.remove(index) : list.set(index, odd);
        assertThat(before).isNotNull();
      }
    }
  }

  @Property(tries = 1000)
  void aChangedConfigurationIsJudgedAlike(@ForAll("mutations") Mutation mutation)
      throws IOException {
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
