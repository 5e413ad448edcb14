package dev.alpnmux.spec;

import static dev.alpnmux.spec.Vectors.member;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One vector of {@code hellos.json}: the first bytes of a connection, and what they must be taken
 * for.
 *
 * @param name its name in the document
 * @param bytes the bytes on the wire; do not change them
 * @param expect what to expect, as it stands in the document
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record HelloVector(String name, byte[] bytes, JsonNode expect) {
  /** The bound on a hello that the vectors are made for. */
  public static final int BYTES_MAX = 32 * 1024;

  private static final List<HelloVector> ALL = Vectors.of("hellos").map(HelloVector::of).toList();

  /** Returns all vectors, in the order of the document. */
  public static Stream<HelloVector> all() {
    return ALL.stream();
  }

  /** Returns the vectors that expect a complete hello of a usable version. */
  public static Stream<HelloVector> complete() {
    return all().filter(HelloVector::isComplete);
  }

  /** Returns the vector of this name. */
  public static HelloVector read(String name) {
    return all().filter(vector -> vector.name.equals(name)).findFirst().orElseThrow();
  }

  private static HelloVector of(JsonNode vector) {
    return new HelloVector(
        vector.get("name").asText(),
        HexFormat.of().parseHex(vector.get("bytes").asText()),
        vector.get("expect"));
  }

  /** Whether these bytes are a hello that a gateway may serve. */
  public boolean isComplete() {
    return expect.get("result").asText().equals("complete");
  }

  /** The refusal that is expected; nothing for a complete hello. */
  public Optional<Refusal> refusal() {
    return member(expect, "refusal")
        .map(name -> Refusal.valueOf(name.asText().toUpperCase(Locale.ROOT)));
  }

  /** The number of the alert that is expected, or {@code close}; nothing for a complete hello. */
  public Optional<String> alert() {
    return member(expect, "alert").map(JsonNode::asText);
  }

  /** The server name as sent, one {@code char} per octet. */
  public Optional<String> serverName() {
    return member(expect, "serverName").map(JsonNode::asText).map(Vectors::octets);
  }

  /** The ids as sent. */
  public Optional<List<ApplicationProtocol>> protocols() {
    return member(expect, "protocols")
        .map(Vectors::texts)
        .map(ids -> ids.stream().map(ApplicationProtocol::parse).toList());
  }

  /** The versions as sent. */
  public List<Integer> versions() {
    return Vectors.texts(expect.get("versions")).stream()
        .map(v -> Integer.parseInt(v, 16))
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
