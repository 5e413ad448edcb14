package dev.alpnmux.cli.top;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The whole terminal, while this command has it. Whoever opens it closes it; that puts back what
 * was there. For any thread.
 */
final class Screen implements AutoCloseable {
  /** xterm's private modes: the alternate screen, a cursor that is not seen, and no wrapping. */
  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";

  private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";

  /** Not line by line behind the text: that would take the last character of a full line. */
  private static final String CLEAR = "\u001b[H\u001b[J";

  private final PrintStream out;
  private final Function<Line, String> text;
  private Optional<String> settings = Optional.empty();
  private boolean isOpen;
  private boolean isOver;

  /**
   * @param isColoured whether styles are shown
   */
  Screen(PrintStream out, boolean isColoured) {
    this.out = out;
    this.text = isColoured ? Line::styled : Line::plain;
  }

  /** Takes the terminal; does nothing once it is given back: the process may have been ended. */
  synchronized void open() {
    if (!isOver) {
      isOpen = true;
      settings = Terminal.takeKeys();
      write(ENTER);
    }
  }

  /** Whether there are keys to read. */
  synchronized boolean hasKeys() {
    return settings.isPresent();
  }

  /** Shows these lines and no others; does nothing before the screen is open, or after. */
  synchronized void draw(List<Line> lines) {
    if (isOpen) {
      write(lines.stream().map(text).collect(Collectors.joining("\r\n", CLEAR, "")));
    }
  }

  @Override
  public synchronized void close() {
    isOver = true;
    if (isOpen) {
      isOpen = false;
      write(LEAVE);
      settings.ifPresent(Terminal::restore);
    }
  }

  /** In one piece: a terminal that gets half of a screen shows it. */
  private void write(String commands) {
    byte[] octets = commands.getBytes(StandardCharsets.US_ASCII);
    out.write(octets, 0, octets.length);
    out.flush();
  }
}
