package dev.alpnmux.gateway.config;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The published JSON Schema of the configuration. */
final class ConfigSchema {
  static final String NAME = "gateway-1.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);

  private static final JsonNode ROOT = load();
  private static final JsonSchema WHOLE = FACTORY.getSchema(ROOT);

  private ConfigSchema() {}

  /**
   * Where a schema finds something wrong.
   *
   * @param pointer the place in the document
   */
  record Fault(String pointer, String message) {}

  static JsonNode root() {
    return ROOT;
  }

  /** Returns the {@code properties} of an object. */
  static JsonNode properties(ConfigObject object) {
    return ROOT.at(object.pointer() + "/properties");
  }

  /** Parses text as editors do: strictly, but the last of two equal keys wins. */
  static JsonNode parse(String text) throws IOException {
    // From bytes: a byte order mark is taken for one.
    return JSON.readTree(text.getBytes(StandardCharsets.UTF_8));
  }

  static Set<Fault> faults(JsonNode document) {
    return faults(WHOLE, document);
  }

  /** Returns what is wrong with the value of one property, whose schema may use {@code $defs}. */
  static Set<Fault> faults(JsonNode property, JsonNode value) {
    ObjectNode schema = JSON.createObjectNode();
    schema.set("$defs", ROOT.get("$defs"));
    schema.putArray("allOf").add(property);
    return faults(FACTORY.getSchema(schema), value);
  }

  /** Returns what is wrong with the schema itself. */
  static Set<Fault> faultsOfItself() {
    return faults(FACTORY.getSchema(SchemaLocation.of(VersionFlag.V202012.getId())), ROOT);
  }

  private static Set<Fault> faults(JsonSchema schema, JsonNode value) {
    return schema.validate(value).stream()
        .map(m -> new Fault(pointer(m.getInstanceLocation()), m.getMessage()))
        .collect(Collectors.toSet());
  }

  /** RFC 6901, as the reader writes it; the library would escape line ends besides. */
  private static String pointer(JsonNodePath path) {
    return IntStream.range(0, path.getNameCount())
        .mapToObj(i -> String.valueOf(path.getElement(i)))
        .map(name -> '/' + name.replace("~", "~0").replace("/", "~1"))
        .collect(Collectors.joining());
  }

  private static JsonNode load() {
    String resource = "/dev/alpnmux/spec/schema/" + NAME;
    try (InputStream in = ConfigSchema.class.getResourceAsStream(resource)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
