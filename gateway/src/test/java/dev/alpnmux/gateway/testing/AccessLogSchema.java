package dev.alpnmux.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The published JSON Schema of the access log. */
public final class AccessLogSchema {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);

  private static final JsonNode ROOT = load();
  private static final JsonSchema SCHEMA = FACTORY.getSchema(ROOT);

  private AccessLogSchema() {}

  /** The schema itself. */
  public static JsonNode root() {
    return ROOT;
  }

  /** Asserts that the schema is one. */
  public static void assertIsSchema() {
    assertThat(FACTORY.getSchema(SchemaLocation.of(VersionFlag.V202012.getId())).validate(ROOT))
        .isEmpty();
  }

  /** Returns what one line says. */
  public static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }

  /** Returns what one line says, which must be as the schema has it. */
  public static JsonNode valid(String line) {
    JsonNode node = parse(line);
    assertThat(SCHEMA.validate(node)).as(line).isEmpty();
    return node;
  }

  private static JsonNode load() {
    String resource = "/dev/alpnmux/spec/schema/access-log-1.json";
    try (InputStream in = AccessLogSchema.class.getResourceAsStream(resource)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
