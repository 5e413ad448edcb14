package dev.alpnmux.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** One requirement of the conformance list. */
record Requirement(
    String id,
    String level,
    String section,
    String text,
    List<String> vectors,
    List<String> tests) {
  private static final Path FILE = Path.of("conformance.json");

  /** Returns the whole list as it stands in its file. */
  static JsonNode list() {
    try {
      return new ObjectMapper().readTree(FILE.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all of them, in the order of the list. */
  static List<Requirement> all() {
    return Vectors.list(list().get("requirements")).map(Requirement::of).toList();
  }

  private static Requirement of(JsonNode entry) {
    return new Requirement(
        entry.get("id").asText(),
        entry.get("level").asText(),
        entry.get("section").asText(),
        entry.get("text").asText(),
        Vectors.texts(entry.get("vectors")),
        Vectors.texts(entry.get("tests")));
  }

  @Override
  public String toString() {
    return id;
  }
}
