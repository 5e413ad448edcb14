package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of {@code tcpmux.json}, as far as a reader of lines can tell. */
class TcpmuxVectorTest {
  static Stream<JsonNode> all() {
    return Vectors.of("tcpmux");
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyRequestIsReadAsTheVectorSays(JsonNode vector) {
    ObjectNode expected = vector.get("expect").deepCopy();
    if (expected.get("result").asText().equals("request")) {
      expected.remove("refusal"); // A reader of lines does not know the services.
    }

    assertThat(read(request(vector))).isEqualTo(expected);
    assertThat(read(List.of(String.join("", request(vector))))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyRequestIsReadTheSameByteByByte(JsonNode vector) {
    List<String> octets = List.of(String.join("", request(vector)).split(""));
    assertThat(read(octets)).isEqualTo(read(request(vector)));
  }

  /** What the client sends before the server says anything. */
  private static List<String> request(JsonNode vector) {
    return Vectors.list(vector.get("dialogue"))
        .takeWhile(step -> step.has("client"))
        .map(step -> step.get("client").asText())
        .toList();
  }

  private static ObjectNode read(List<String> segments) {
    TcpmuxLineReader reader = TcpmuxLineReader.ofRequest();
    TcpmuxResult result = new TcpmuxResult.NeedMore();
    StringBuilder behind = new StringBuilder();
    for (String segment : segments) {
      ByteBuffer bytes = ByteBuffer.wrap(segment.getBytes(StandardCharsets.ISO_8859_1));
      result = reader.read(bytes);
      behind.append(StandardCharsets.ISO_8859_1.decode(bytes));
    }
    return result.fold(
        line -> request(line, behind.toString()),
        () -> told("incomplete"),
        (refusal, detail) -> told("refused").put("refusal", refusal.toString()));
  }

  private static ObjectNode request(String line, String behind) {
    ObjectNode told = told("request").put("line", line);
    return behind.isEmpty() ? told : told.put("behind", behind);
  }

  private static ObjectNode told(String result) {
    return JsonNodeFactory.instance.objectNode().put("result", result);
  }
}
