package dev.alpnmux.gateway.config;

import dev.alpnmux.spec.Spelling;
import java.util.List;
import java.util.Optional;

/**
 * The keys that an object may have.
 *
 * @param built the ones that mean something
 * @param reserved the ones that a later version will know. They are refused: who writes a rule must
 *     not find out later that nobody kept it.
 */
public record Keys(List<String> built, List<String> reserved) {
  /** Returns the keys that mean something. */
  public static Keys of(String... built) {
    return new Keys(List.of(built), List.of());
  }

  Keys reserving(String... later) {
    return new Keys(built, List.of(later));
  }

  /** Returns what is wrong with a key, if anything. */
  Optional<String> fault(String key) {
    if (built.contains(key)) {
      return Optional.empty();
    }
    return Optional.of(
        reserved.contains(key)
            ? "\"" + key + "\" is not built yet in this version; remove it"
            : "unknown key \"" + key + "\"" + hint(key));
  }

  private String hint(String key) {
    String nearest = Spelling.hint(key, built);
    return nearest.isEmpty() ? "; the keys here are " + String.join(", ", built) : nearest;
  }
}
