package dev.alpnmux.cli.top;

import java.util.Locale;

/** Writes JSON on one line. */
final class CompactJson {
  private CompactJson() {}

  /**
   * Returns the same document without the white space between its values, and with what could
   * command a terminal escaped.
   *
   * @param json is JSON: its strings hold no line ends (RFC 8259 §7)
   */
  static String of(String json) {
    StringBuilder compact = new StringBuilder(json.length());
    boolean isInString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        isInString = !isInString;
      }
      if (isInString && c == '\\') {
        // What stands behind it may be a quote, and belongs to it.
        compact.append(c).append(json.charAt(++i));
      } else if (isInString || c > ' ') {
        append(compact, c);
      }
    }
    return compact.toString();
  }

  /** Beyond ASCII only strings have characters: DEL and C1 (ECMA-48 §8.2.2) are escaped in them. */
  private static void append(StringBuilder compact, char c) {
    if (c >= 0x7F && c <= 0x9F) {
      compact.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
    } else {
      compact.append(c);
    }
  }
}
