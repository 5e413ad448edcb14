package dev.alpnmux.gateway.config;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One mistake in a configuration. {@link #toString} is the line that the user reads: {@code
 * gateway.json:12: /services/ssh/upsteams: unknown key "upsteams"; did you mean "upstreams"?}
 *
 * @param file the file as the user named it
 * @param line the line in it, from 1
 * @param pointer where in the document (RFC 6901); empty for the document itself
 * @param message what is wrong, what was expected, and what to do
 */
public record ConfigProblem(String file, int line, String pointer, String message) {
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  /** Returns one line, in which nothing quoted from the file controls the terminal. */
  @Override
  public String toString() {
    String line =
        file + ":" + this.line + ": " + (pointer.isEmpty() ? "" : pointer + ": ") + message;
    return UNPRINTABLE.matcher(line).replaceAll(ConfigProblem::escaped);
  }

  private static String escaped(MatchResult match) {
    return Matcher.quoteReplacement(
        String.format(Locale.ROOT, "\\u%04x", match.group().codePointAt(0)));
  }
}
