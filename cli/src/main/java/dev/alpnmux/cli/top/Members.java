package dev.alpnmux.cli.top;

import dev.alpnmux.gateway.config.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What stands in a JSON object; more may stand there than is asked for. Each method throws {@link
 * IllegalArgumentException}, with the place, if a member is not there or is something else.
 */
final class Members {
  private final JsonValue object;
  private final Map<String, JsonValue> byName = new LinkedHashMap<>();

  private Members(JsonValue.Fields object) {
    this.object = object;
    object.fields().forEach(field -> byName.put(field.key(), field.value()));
  }

  static Members of(JsonValue value) {
    if (value instanceof JsonValue.Fields object) {
      return new Members(object);
    }
    throw unexpected(value, "an object");
  }

  String text(String name) {
    return text(member(name));
  }

  boolean flag(String name) {
    if (member(name) instanceof JsonValue.Flag flag) {
      return flag.isTrue();
    }
    throw unexpected(member(name), "true or false");
  }

  long count(String name) {
    return count(member(name));
  }

  double number(String name) {
    if (member(name) instanceof JsonValue.Numeral number) {
      return Double.parseDouble(number.digits());
    }
    throw unexpected(member(name), "a number");
  }

  Members object(String name) {
    return of(member(name));
  }

  <T> List<T> list(String name, Function<Members, T> read) {
    return elements(member(name)).map(Members::of).map(read).toList();
  }

  List<String> texts(String name) {
    return elements(member(name)).map(Members::text).toList();
  }

  /** Returns all members, which are counts. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    byName.forEach((name, value) -> counts.put(name, count(value)));
    return counts;
  }

  Optional<String> textOrNull(String name) {
    return orNull(name).map(Members::text);
  }

  Optional<Long> countOrNull(String name) {
    return orNull(name).map(Members::count);
  }

  Optional<List<String>> textsOrNull(String name) {
    return orNull(name).map(value -> elements(value).map(Members::text).toList());
  }

  private Optional<JsonValue> orNull(String name) {
    return Optional.of(member(name)).filter(value -> !(value instanceof JsonValue.Null));
  }

  private JsonValue member(String name) {
    JsonValue value = byName.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no \"" + name + "\" at \"" + object.place().pointer() + '"');
    }
    return value;
  }

  private static String text(JsonValue value) {
    if (value instanceof JsonValue.Text text) {
      return text.text();
    }
    throw unexpected(value, "a string");
  }

  private static long count(JsonValue value) {
    if (value instanceof JsonValue.Numeral number && number.digits().matches("-?[0-9]{1,18}")) {
      return Long.parseLong(number.digits());
    }
    throw unexpected(value, "a whole number");
  }

  private static Stream<JsonValue> elements(JsonValue value) {
    if (value instanceof JsonValue.Sequence list) {
      return list.elements().stream();
    }
    throw unexpected(value, "a list");
  }

  private static IllegalArgumentException unexpected(JsonValue value, String expected) {
    return new IllegalArgumentException(
        "expected " + expected + " at \"" + value.place().pointer() + '"');
  }
}
