package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Documents with one member that is not as it was. */
final class ChangedJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChangedJson() {}

  /**
   * Returns a copy of the document.
   *
   * @param member the JSON pointer of what is changed; an element is put before the one that it
   *     names
   * @param json what it becomes; nothing leaves it out
   */
  static JsonNode of(JsonNode document, String member, @Nullable String json) throws IOException {
    JsonNode copy = document.deepCopy();
    int last = member.lastIndexOf('/');
    JsonNode holder = copy.at(member.substring(0, last));
    String name = member.substring(last + 1);
    if (holder instanceof ArrayNode array) {
      array.insert(Integer.parseInt(name), JSON.readTree(json));
    } else if (json == null) {
      assertThat(((ObjectNode) holder).remove(name)).as(member).isNotNull();
    } else {
      ((ObjectNode) holder).set(name, JSON.readTree(json));
    }
    return copy;
  }
}
