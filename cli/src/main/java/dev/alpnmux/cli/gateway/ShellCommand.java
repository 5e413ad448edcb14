package dev.alpnmux.cli.gateway;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A command for the user to copy into a shell. */
final class ShellCommand {
  /** What the user typed to run this program, such as {@code ./alpnmux}; the launcher tells. */
  private static final String OWN_NAME = System.getProperty("alpnmux.command", "alpnmux");

  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

  private ShellCommand() {}

  /** Returns a command of this program. */
  static String own(Object... arguments) {
    return quoted(OWN_NAME) + " " + of(arguments);
  }

  /** Returns the words with quotes where a shell (POSIX) would read something else. */
  static String of(Object... words) {
    return Arrays.stream(words)
        .map(word -> quoted(word.toString()))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
