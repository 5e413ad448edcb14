package dev.alpnmux.gateway.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.alpnmux.gateway.config.JsonValue.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads strict JSON (RFC 8259) into values that know their lines. A syntax error ends the reading;
 * duplicate keys are collected, and of two equal ones the first stays.
 */
public final class JsonDocument {
  /** The configuration itself is five levels deep. */
  private static final int DEPTH_MAX = 32;

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          .build();

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final JsonParser parser;
  private final Problems problems;

  private JsonDocument(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /**
   * Reads a whole document.
   *
   * @throws JsonSyntaxException if it is not one JSON value
   */
  public static JsonValue read(String text, Problems problems) throws JsonSyntaxException {
    // RFC 8259 §8.1: a reader may ignore the mark, and some editors write it.
    String json = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    try (JsonParser parser = STRICT.createParser(json)) {
      return new JsonDocument(parser, problems).document(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
  }

  private JsonValue document(String json) throws IOException, JsonSyntaxException {
    try {
      if (parser.nextToken() == null) {
        throw new JsonSyntaxException(Place.START, "the file is empty");
      }
      JsonValue value = value(Place.START);
      if (parser.nextToken() != null) {
        throw new JsonSyntaxException(here(Place.START), "not JSON: there is more after its end");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw JsonSyntaxException.of(e, parser.currentLocation(), json);
    }
  }

  /** Reads the value whose first token is the current one. */
  private JsonValue value(Place place) throws IOException {
    Place here = here(place);
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> new JsonValue.Fields(here, fields(here));
      case START_ARRAY -> new JsonValue.Sequence(here, elements(here));
      case VALUE_STRING -> new JsonValue.Text(here, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Numeral(here, parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new JsonValue.Flag(here, token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> new JsonValue.Null(here);
      default -> throw new IllegalStateException("no value starts with " + token);
    };
  }

  private List<Field> fields(Place object) throws IOException {
    Map<String, Field> first = new HashMap<>();
    List<Field> fields = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Place place = object.child(key, line());
      parser.nextToken();
      Field field = new Field(key, place, value(place));
      Field earlier = first.putIfAbsent(key, field);
      if (earlier == null) {
        fields.add(field);
      } else {
        problems.add(place, duplicate(key, earlier));
      }
    }
    return fields;
  }

  private static String duplicate(String key, Field earlier) {
    return "duplicate key \"" + key + "\"; it stands in line " + earlier.place().line() + " too";
  }

  private List<JsonValue> elements(Place array) throws IOException {
    List<JsonValue> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(array.child(Integer.toString(elements.size()), line())));
    }
    return elements;
  }

  private Place here(Place place) {
    return new Place(line(), place.pointer());
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
