package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.config.JsonValue.Field;
import dev.alpnmux.gateway.config.JsonValue.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An object of the configuration. Keys that it must not have are problems at its birth. */
public final class Section {
  private final Place place;
  private final ValueReader values;
  private final Map<String, Field> fields = new HashMap<>();

  Section(Fields object, Keys keys, ValueReader values) {
    this.place = object.place();
    this.values = values;
    for (Field field : object.fields()) {
      keys.fault(field.key())
          .ifPresentOrElse(
              fault -> values.problems().add(field.place(), fault),
              () -> fields.put(field.key(), field));
    }
  }

  /** Returns the line that the object begins in. */
  public int line() {
    return place.line();
  }

  /** Whether the object has this key. */
  public boolean has(String key) {
    return fields.containsKey(key);
  }

  /** Returns the value of a key, which may be absent. */
  Optional<JsonValue> find(String key) {
    return Optional.ofNullable(fields.get(key)).map(Field::value);
  }

  /** Returns the value of a key, whose absence is a problem. */
  public Optional<JsonValue> require(String key) {
    if (!has(key)) {
      fault("missing key \"" + key + '"');
    }
    return find(key);
  }

  /**
   * Returns what the string of a key says; the key may be absent.
   *
   * @param parse throws {@link IllegalArgumentException} with a message for the user
   */
  public <T> Optional<T> text(String key, Function<String, T> parse) {
    return find(key).flatMap(value -> values.text(value, parse));
  }

  /** Does the same for a key whose absence is a problem. */
  public <T> Optional<T> requiredText(String key, Function<String, T> parse) {
    return require(key).flatMap(value -> values.text(value, parse));
  }

  /**
   * Returns the chosen constant; {@code otherwise} when the key is absent, nothing when its value
   * is wrong.
   *
   * @param later words that a later version will know
   */
  <E extends Enum<E>> Optional<E> choice(String key, E otherwise, String... later) {
    return has(key)
        ? find(key).flatMap(v -> values.choice(v, otherwise.getDeclaringClass(), List.of(later)))
        : Optional.of(otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    return find(key).flatMap(values::flag).orElse(otherwise);
  }

  Optional<Integer> count(String key, int min, int max) {
    return find(key).flatMap(value -> values.count(value, min, max));
  }

  /**
   * Returns the elements of a list, which may be absent.
   *
   * @param ifEmpty what is wrong with a list that has none
   */
  List<JsonValue> elements(String key, String ifEmpty) {
    return find(key).map(value -> values.elements(value, ifEmpty)).orElse(List.of());
  }

  /** Does the same for a key that also takes one element without a list around it. */
  List<JsonValue> elementOrElements(String key, String ifEmpty) {
    return find(key)
        .filter(value -> !(value instanceof JsonValue.Sequence))
        .map(List::of)
        .orElseGet(() -> elements(key, ifEmpty));
  }

  Optional<Section> section(String key, Keys keys) {
    return find(key).flatMap(value -> values.section(value, keys));
  }

  /** Reports a problem of this object as a whole. */
  void fault(String message) {
    values.problems().add(place, message);
  }

  /** Reports what is allowed about a key's value, but hardly meant. */
  void warn(String key, String message) {
    values.problems().warn(find(key).map(JsonValue::place).orElse(place), message);
  }

  /** Reports a problem of a key's value, or of the object where the key is absent. */
  public void fault(String key, String message) {
    values.problems().add(find(key).map(JsonValue::place).orElse(place), message);
  }
}
