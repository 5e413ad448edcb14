package dev.alpnmux.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The published JSON Schema of {@code /status.json}. */
public final class StatusSchema {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final JsonNode ROOT = load();

  private StatusSchema() {}

  /** Checks a document, which may have no member that is not documented. */
  public static JsonNode check(String document) throws IOException {
    JsonNode json = JSON.readTree(document);
    assertThat(strict().validate(json)).isEmpty();
    return json;
  }

  /** Checks the schema itself. */
  public static void checkItself() {
    assertThat(FACTORY.getSchema(SchemaLocation.of(VersionFlag.V202012.getId())).validate(ROOT))
        .isEmpty();
  }

  /** A reader takes members that it does not know; here each must be described. */
  private static JsonSchema strict() {
    ObjectNode schema = ROOT.deepCopy();
    close(schema);
    return FACTORY.getSchema(schema);
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object && object.has("properties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(StatusSchema::close);
  }

  private static JsonNode load() {
    try (InputStream in =
        StatusSchema.class.getResourceAsStream("/dev/alpnmux/spec/schema/status-1.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
