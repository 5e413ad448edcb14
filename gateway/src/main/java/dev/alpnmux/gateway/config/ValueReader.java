package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.config.JsonValue.Fields;
import dev.alpnmux.gateway.config.JsonValue.Flag;
import dev.alpnmux.gateway.config.JsonValue.Numeral;
import dev.alpnmux.gateway.config.JsonValue.Sequence;
import dev.alpnmux.gateway.config.JsonValue.Text;
import dev.alpnmux.spec.Spelling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns JSON values into what they mean. A value that is not as expected becomes a problem, and
 * nothing is returned for it.
 */
public record ValueReader(Problems problems) {
  /**
   * Reads a string.
   *
   * @param parse throws {@link IllegalArgumentException} with a message for the user
   */
  <T> Optional<T> text(JsonValue value, Function<String, T> parse) {
    return value instanceof Text text
        ? parse(text.text(), text.place(), parse)
        : unexpected(value, "a string");
  }

  /** Reads what a key says, as {@link #text} does for a value. */
  <T> Optional<T> key(JsonValue.Field field, Function<String, T> parse) {
    return parse(field.key(), field.place(), parse);
  }

  private <T> Optional<T> parse(String text, Place place, Function<String, T> parse) {
    try {
      return Optional.of(parse.apply(text));
    } catch (IllegalArgumentException e) {
      problems.add(place, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Reads one of the words that stand for the constants, such as {@code beforeAccept}.
   *
   * @param later words that a later version will know
   */
  <E extends Enum<E>> Optional<E> choice(JsonValue value, Class<E> type, List<String> later) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      choices.put(word(constant), constant);
    }
    return text(value, written -> choose(written, choices, later));
  }

  private static <E> E choose(String written, Map<String, E> choices, List<String> later) {
    E choice = choices.get(written);
    String known = String.join(" or ", choices.keySet());
    if (later.contains(written)) {
      throw new IllegalArgumentException(
          "\"" + written + "\" is not built yet in this version; use " + known);
    }
    if (choice == null) {
      throw new IllegalArgumentException(
          "expected "
              + known
              + " but found \""
              + written
              + '"'
              + Spelling.hint(written, choices.keySet()));
    }
    return choice;
  }

  /** Returns how a constant is written: {@code BEFORE_ACCEPT} as {@code beforeAccept}. */
  static String word(Enum<?> constant) {
    List<String> parts = Arrays.asList(constant.name().toLowerCase(Locale.ROOT).split("_", -1));
    StringBuilder word = new StringBuilder(parts.get(0));
    for (String part : parts.subList(1, parts.size())) {
      word.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    return word.toString();
  }

  Optional<Boolean> flag(JsonValue value) {
    return value instanceof Flag flag
        ? Optional.of(flag.isTrue())
        : unexpected(value, "true or false");
  }

  /** Reads a whole number. */
  Optional<Integer> count(JsonValue value, int min, int max) {
    if (value instanceof Numeral numeral && numeral.digits().matches("\\d{1,9}")) {
      int count = Integer.parseInt(numeral.digits());
      if (count >= min && count <= max) {
        return Optional.of(count);
      }
    }
    return unexpected(value, "a whole number from " + min + " to " + max);
  }

  /**
   * Returns the elements of a list; none when it is no list.
   *
   * @param ifEmpty what is wrong with a list that has none
   */
  List<JsonValue> elements(JsonValue value, String ifEmpty) {
    if (!(value instanceof Sequence sequence)) {
      unexpected(value, "a list");
      return List.of();
    }
    if (sequence.elements().isEmpty()) {
      problems.add(value.place(), ifEmpty);
    }
    return sequence.elements();
  }

  /** Reads an object with these keys. */
  public Optional<Section> section(JsonValue value, Keys keys) {
    return fields(value).map(fields -> new Section(fields, keys, this));
  }

  /** Reads an object with any keys. */
  Optional<Fields> fields(JsonValue value) {
    return value instanceof Fields fields ? Optional.of(fields) : unexpected(value, "an object");
  }

  private <T> Optional<T> unexpected(JsonValue value, String expected) {
    problems.add(value.place(), "expected " + expected + " but found " + value.kind());
    return Optional.empty();
  }
}
