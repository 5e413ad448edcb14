package dev.alpnmux.gateway.config;

import java.util.List;

/** A JSON value that knows where it stands. */
public sealed interface JsonValue {
  Place place();

  /** What it is, in words for a message. */
  String kind();

  record Text(Place place, String text) implements JsonValue {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /** A number as it is written. */
  record Numeral(Place place, String digits) implements JsonValue {
    @Override
    public String kind() {
      return "the number " + digits;
    }
  }

  record Flag(Place place, boolean isTrue) implements JsonValue {
    @Override
    public String kind() {
      return isTrue ? "true" : "false";
    }
  }

  record Null(Place place) implements JsonValue {
    @Override
    public String kind() {
      return "null";
    }
  }

  record Sequence(Place place, List<JsonValue> elements) implements JsonValue {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** An object; its keys are distinct and in the order of the text. */
  record Fields(Place place, List<Field> fields) implements JsonValue {
    @Override
    public String kind() {
      return "an object";
    }
  }

  /**
   * One member of an object.
   *
   * @param place where the key stands, which may be another line than the value's
   */
  record Field(String key, Place place, JsonValue value) {}
}
