package dev.alpnmux.gateway.explain;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a list of any length in a few words. */
final class ShortList {
  private static final int SHOWN = 5;

  private ShortList() {}

  /** Returns {@code a, b, c, d, e and 7 more}, or {@code nothing}. */
  static String of(List<String> words) {
    if (words.isEmpty()) {
      return "nothing";
    }
    String shown = words.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return words.size() > SHOWN ? shown + " and " + (words.size() - SHOWN) + " more" : shown;
  }
}
