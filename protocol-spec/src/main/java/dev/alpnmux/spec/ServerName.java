package dev.alpnmux.spec;

import java.util.Locale;
import java.util.Optional;

/**
 * A DNS host name as a client names it in its ClientHello (RFC 6066 §3), in lower case.
 *
 * @param value letters, digits, {@code -}, {@code _} and dots; never empty, an IP address, or with
 *     a dot at either end
 */
public record ServerName(String value) {
  /** The longest name in characters (RFC 1035 §2.3.4, without the root dot). */
  public static final int LENGTH_MAX = 253;

  private static final int LABEL_MAX = 63;

  public ServerName {
    if (!isHostName(value)) {
      throw new IllegalArgumentException("not a host name: \"" + value + '"');
    }
    // Only now: folding first would make an ASCII "k" of U+212A, the Kelvin sign.
    value = value.toLowerCase(Locale.ROOT);
  }

  /** Returns the name, or nothing when {@code text} is none: see {@link #value}. */
  public static Optional<ServerName> parse(String text) {
    return isHostName(text) ? Optional.of(new ServerName(text)) : Optional.empty();
  }

  /** Returns the name without its first label, or nothing when it has one label only. */
  public Optional<ServerName> parent() {
    int dot = value.indexOf('.');
    return dot < 0 ? Optional.empty() : parse(value.substring(dot + 1));
  }

  private static boolean isHostName(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      return false;
    }
    int labelStart = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '.') {
        if (i == labelStart || i - labelStart > LABEL_MAX) {
          return false;
        }
        labelStart = i + 1;
      } else if (!isHostCharacter(text.charAt(i))) {
        return false;
      }
    }
    // RFC 6066 §3: no literal IPv4 address. No top-level domain is all digits (RFC 3696 §2).
    return !isNumeric(text, text.lastIndexOf('.') + 1);
  }

  private static boolean isHostCharacter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '-' || c == '_';
  }

  private static boolean isNumeric(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public String toString() {
    return value;
  }
}
