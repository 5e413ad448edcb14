package dev.alpnmux.spec;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which word was meant: one of few that could have been written. */
public final class Spelling {
  /** Beyond two slips a guess is more often wrong than right. */
  private static final int SLIPS_MAX = 2;

  private Spelling() {}

  /** Returns the nearest of the words, in any case of letters, unless none of them is near. */
  public static Optional<String> nearest(String written, Collection<String> words) {
    String nearest = "";
    int fewest = Math.min(SLIPS_MAX, written.length() / 2) + 1;
    for (String word : words) {
      // The words may be as long as a file; only similar lengths are worth a comparison.
      if (Math.abs(written.length() - word.length()) < fewest) {
        int slips = slips(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
        nearest = slips < fewest ? word : nearest;
        fewest = Math.min(slips, fewest);
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  /** Returns {@code ; did you mean "…"?} with the nearest of the words, or nothing. */
  public static String hint(String written, Collection<String> words) {
    return nearest(written, words).map(word -> "; did you mean \"" + word + "\"?").orElse("");
  }

  /** The insertions, deletions, replacements and swaps of neighbours between two words. */
  static int slips(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    Arrays.setAll(distance[0], j -> j);
    for (int i = 1; i <= a.length(); i++) {
      distance[i][0] = i;
      for (int j = 1; j <= b.length(); j++) {
        distance[i][j] = fewest(distance, a, b, i, j);
      }
    }
    return distance[a.length()][b.length()];
  }

  private static int fewest(int[][] distance, String a, String b, int i, int j) {
    int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int oneMore = Math.min(distance[i - 1][j], distance[i][j - 1]) + 1;
    boolean isSwap =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    int swapped = isSwap ? distance[i - 2][j - 2] + 1 : Integer.MAX_VALUE;
    return Math.min(Math.min(replaced, oneMore), swapped);
  }
}
