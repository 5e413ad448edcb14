package dev.alpnmux.cli.log;

import java.util.Locale;

/** Writes text as a JSON string (RFC 8259 §7). */
public final class JsonText {
  private JsonText() {}

  /** Returns {@code text} in quotes, with what JSON does not allow in them escaped. */
  public static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      append(json, text.charAt(i));
    }
    return json.append('"').toString();
  }

  private static void append(StringBuilder json, char c) {
    switch (c) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      default -> {
        // A surrogate without its partner is no text; escaped it does no harm.
        if (c < 0x20 || c == 0x7F || Character.isSurrogate(c)) {
          json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          json.append(c);
        }
      }
    }
  }
}
