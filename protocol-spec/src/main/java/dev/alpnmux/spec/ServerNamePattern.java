package dev.alpnmux.spec;

import java.util.Optional;

/**
 * A server name, or a wildcard {@code *.parent} that stands for exactly one left-most label (RFC
 * 9525 §6.3).
 *
 * @param name the whole name, or for a wildcard the part behind {@code *.}
 * @param isWildcard whether one more label stands before {@code name}
 */
public record ServerNamePattern(ServerName name, boolean isWildcard) {
  private static final String WILDCARD = "*.";

  /** Returns the pattern, or nothing when {@code text} is neither a host name nor a wildcard. */
  public static Optional<ServerNamePattern> parse(String text) {
    boolean isWildcard = text.startsWith(WILDCARD);
    return ServerName.parse(isWildcard ? text.substring(WILDCARD.length()) : text)
        .map(name -> new ServerNamePattern(name, isWildcard));
  }

  /** Whether {@code candidate} is this name, or one label below this wildcard. */
  public boolean matches(ServerName candidate) {
    return isWildcard
        ? candidate.parent().filter(name::equals).isPresent()
        : name.equals(candidate);
  }

  /** Whether every name that {@code other} matches is matched here too. */
  public boolean covers(ServerNamePattern other) {
    return equals(other) || !other.isWildcard && matches(other.name);
  }

  @Override
  public String toString() {
    return isWildcard ? WILDCARD + name : name.toString();
  }
}
