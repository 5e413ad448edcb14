package dev.alpnmux.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The lines of an access log in the format json. Each is as the schema has it. */
public final class AccessLines {
  private final Path file;

  /** The lines of this file, which may still grow. */
  public AccessLines(Path file) {
    this.file = file;
  }

  /** Returns all that are there now. */
  public List<JsonNode> now() throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(AccessLogSchema::valid).toList()
        : List.of();
  }

  /** Returns those of an event that are there now. */
  public List<JsonNode> now(String event) throws IOException {
    return now().stream().filter(line -> line.get("event").asText().equals(event)).toList();
  }

  /** Waits for the line of a connection that has ended. */
  public JsonNode of(End end) throws Exception {
    RunningGateway.awaitUntil("a line", () -> find(end).isPresent());
    return find(end).orElseThrow();
  }

  private Optional<JsonNode> find(End end) throws IOException {
    return now("end").stream()
        .filter(line -> line.get("connection").asLong() == end.connection().id())
        .findFirst();
  }
}
