package dev.alpnmux.grafana.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A dashboard as it stands in its file. */
public record Dashboard(ObjectNode json) {
  private static final Path FOLDER = Path.of("dashboards");

  /** Returns all that are in the folder. */
  public static List<Dashboard> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Dashboard> all = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.add(new Dashboard((ObjectNode) new ObjectMapper().readTree(file.toFile())));
      }
      return all;
    }
  }

  /** What it is called. */
  public String title() {
    return json.path("title").asText();
  }

  /** What can be chosen on it. */
  public List<JsonNode> variables() {
    return elements(json.path("templating").path("list"));
  }

  /** Returns the variables of this type. */
  List<JsonNode> variables(String type) {
    return variables().stream().filter(v -> v.path("type").asText().equals(type)).toList();
  }

  /** What is marked in all of its panels. */
  public List<JsonNode> annotations() {
    return elements(json.path("annotations").path("list"));
  }

  /** Its panels, those in closed rows included; the headings of rows are none. */
  public List<JsonNode> panels() {
    Predicate<JsonNode> isRow = panel -> panel.path("type").asText().equals("row");
    List<JsonNode> top = elements(json.path("panels"));
    Stream<JsonNode> inside =
        top.stream().filter(isRow).flatMap(row -> elements(row.path("panels")).stream());
    return Stream.concat(top.stream().filter(isRow.negate()), inside).toList();
  }

  /** Returns the queries of a panel. */
  public static List<JsonNode> targets(JsonNode panel) {
    return elements(panel.path("targets"));
  }

  /** Returns what its panels and its annotations ask Prometheus. */
  public Stream<String> expressions() {
    return Stream.concat(
            panels().stream().flatMap(p -> targets(p).stream()), annotations().stream())
        .map(query -> query.path("expr").asText());
  }

  private static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Override
  public String toString() {
    return title();
  }
}
