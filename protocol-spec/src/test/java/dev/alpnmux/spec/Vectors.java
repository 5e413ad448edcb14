package dev.alpnmux.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The documents of {@code vectors/}, as JSON. Their schema is {@code vectors-1.json}. */
public final class Vectors {
  /** All documents, by the names of their files without the ending. */
  public static final List<String> DOCUMENTS =
      List.of("acme", "decisions", "hellos", "ids", "proxy-headers", "tcpmux");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** Returns a whole document. */
  public static JsonNode document(String name) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
      return JSON.readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the vectors of a document, in its order. */
  public static Stream<JsonNode> of(String document) {
    return list(document(document).get("vectors"));
  }

  /** Returns the elements of an array. */
  public static Stream<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Returns the texts in an array. */
  public static List<String> texts(JsonNode array) {
    return list(array).map(JsonNode::asText).toList();
  }

  /** Returns a member of an object, if it has it. */
  public static Optional<JsonNode> member(JsonNode object, String name) {
    return Optional.ofNullable(object.get(name));
  }

  /** Returns the octets that stand in a text in their written form; there may be none. */
  public static String octets(String written) {
    return written.isEmpty() ? "" : ApplicationProtocol.parse(written).octets();
  }
}
