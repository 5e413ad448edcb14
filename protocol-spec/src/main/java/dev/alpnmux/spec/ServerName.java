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
    value = value.toLowerCase(Locale.ROOT);
    if (!isHostName(value)) {
      throw new IllegalArgumentException("not a host name: \"" + value + '"');
    }
  }

  /** Returns the name, or nothing when {@code text} is none: see {@link #value}. */
  public static Optional<ServerName> parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return isHostName(lower) ? Optional.of(new ServerName(lower)) : Optional.empty();
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
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
  }

  private static boolean isNumeric(String text, int from) {
    return text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public String toString() {
    return value;
  }
}
