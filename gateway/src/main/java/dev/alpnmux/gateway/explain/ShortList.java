package dev.alpnmux.gateway.explain;

import dev.alpnmux.spec.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Writes lists of any length in a few words. */
final class ShortList {
  private static final int SHOWN = 5;

  private ShortList() {}

  /** Returns {@code (did you mean x?)} with the nearest of the words, or nothing. */
  static String guess(String written, Collection<String> words) {
    return Spelling.nearest(written, words).map(word -> " (did you mean " + word + "?)").orElse("");
  }

  /** Returns {@code a, b, c, d, e and 7 more}, or {@code nothing}. */
  static String of(List<String> words) {
    if (words.isEmpty()) {
      return "nothing";
    }
    String shown = words.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return words.size() > SHOWN ? shown + " and " + (words.size() - SHOWN) + " more" : shown;
  }
}
