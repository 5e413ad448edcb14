package dev.alpnmux.cli.admin;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Text that says nothing to a terminal but itself, and takes one column for each character: what is
 * not printable ASCII is written {@code %XX}, octet by octet.
 */
public final class Printable {
  private Printable() {}

  /** Returns the text in that form. */
  public static String of(String text) {
    if (text.chars().allMatch(Printable::isPrintable)) {
      return text;
    }
    StringBuilder printable = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      append(printable, octet & 0xFF);
    }
    return printable.toString();
  }

  private static void append(StringBuilder printable, int octet) {
    if (isPrintable(octet)) {
      printable.append((char) octet);
    } else {
      printable.append(String.format(Locale.ROOT, "%%%02X", octet));
    }
  }

  private static boolean isPrintable(int c) {
    return c >= ' ' && c <= '~';
  }
}
