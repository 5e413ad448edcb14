package dev.alpnmux.cli.top;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal that this command was started on. Java has no calls for it; {@code sh} and {@code
 * stty} of POSIX have, and where they are not, there is no terminal.
 */
final class Terminal {
  /** Both end in milliseconds, unless this command runs in the background. */
  private static final long ANSWER_SECONDS_MAX = 2;

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,4}) ([0-9]{1,4})");
  private static final Pattern SETTINGS = Pattern.compile("[0-9A-Za-z:=.;]+");

  /** What a terminal that does not know its own size is taken for. */
  private static final Size USUAL = new Size(80, 24);

  private Terminal() {}

  /** Returns the size of the terminal that standard output is, or nothing when it is none. */
  static Optional<Size> size() {
    return ask("[ -t 1 ] && stty size <&1 >&2").map(Terminal::parse);
  }

  private static Size parse(String answer) {
    Matcher size = SIZE.matcher(answer);
    if (!size.matches()) {
      return USUAL;
    }
    int rows = Integer.parseInt(size.group(1));
    int columns = Integer.parseInt(size.group(2));
    return rows == 0 || columns == 0 ? USUAL : new Size(columns, rows);
  }

  /** Whether the kind of terminal is one that takes commands at all. */
  static boolean takesCommands(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "");
    return !kind.isEmpty() && !kind.equals("dumb");
  }

  /**
   * Has the terminal give its keys at once, and show none of them. Ctrl-Z becomes a key like
   * others: a command that is stopped could not give the screen back.
   *
   * @return what {@link #restore} takes; nothing when standard input is no terminal
   */
  static Optional<String> takeKeys() {
    return ask("[ -t 0 ] && stty -g >&2 && stty -icanon -echo susp undef")
        .filter(settings -> SETTINGS.matcher(settings).matches());
  }

  /** Gives the keys back as they were. */
  static void restore(String settings) {
    ask("stty '" + settings + "'");
  }

  /** Returns what a script says on its standard error, if it ends well. */
  private static Optional<String> ask(String script) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", script)
              .redirectInput(Redirect.INHERIT)
              .redirectOutput(Redirect.INHERIT)
              .start();
      if (!process.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String answer =
          new String(process.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return process.exitValue() == 0 ? Optional.of(answer) : Optional.empty();
    } catch (IOException e) {
      System.getLogger(Terminal.class.getName())
          .log(System.Logger.Level.DEBUG, "there is no sh here", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
