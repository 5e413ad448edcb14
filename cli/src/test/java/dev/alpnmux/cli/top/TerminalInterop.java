package dev.alpnmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.AdministeredGateway;
import dev.alpnmux.gateway.testing.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real command on a terminal of the system, which Python's {@code pty} gives it. */
@EnabledOnOs(OS.LINUX)
@EnabledIf("isInstalled")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class TerminalInterop {
  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
  private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";

  /**
   * Runs a command on a terminal of 12 lines with 60 columns, which becomes one of 100 columns when
   * two screens are drawn. Types its keys when a screen is that wide. Prints how it ended, and
   * whether the terminal is as it was; then all that was drawn.
   */
  private static final String TERMINAL =
      """
      import fcntl, os, pty, re, select, signal, struct, sys, termios
      kind, keys, command = sys.argv[1], sys.argv[2].encode(), sys.argv[3:]
      def resize(fd, rows, columns):
          fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
      pid, fd = pty.fork()
      if pid == 0:
          resize(0, 12, 60)
          os.environ['TERM'] = kind
          # Who starts the tests in the background may have it ignored.
          signal.signal(signal.SIGINT, signal.SIG_DFL)
          os.execvp(command[0], command)
      before, drawn, wide, taken = termios.tcgetattr(fd), b'', 0, None
      while select.select([fd], [], [], 120)[0]:
          try:
              piece = os.read(fd, 65536)
          except OSError:
              break
          drawn += piece
          if drawn.count(b'alpnmux ') >= 2 and not wide:
              wide = len(drawn)
              resize(fd, 12, 100)
          if wide and taken is None and re.search(rb'OUT[^/]', drawn[wide:]):
              taken = termios.tcgetattr(fd) != before
              os.write(fd, keys)
      after = termios.tcgetattr(fd)
      status = os.waitpid(pid, 0)[1]
      print('exit', os.waitstatus_to_exitcode(status), 'taken', taken, 'restored', after == before)
      sys.stdout.flush()
      os.write(1, drawn)
      """;

  @TempDir Path folder;
  private AdministeredGateway gateway;

  static boolean isInstalled() {
    return Program.areInstalled("python3", "stty");
  }

  @BeforeEach
  void start() throws Exception {
    gateway = AdministeredGateway.onSocket(folder, "'echo':{'builtin':'echo'}");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void ctrlCGivesTheTerminalBack() throws Exception {
    String text = onTerminal("xterm", "\u0003");

    assertThat(text).startsWith("exit 130 taken True restored True\n" + ENTER);
    assertThat(text).endsWith(LEAVE).contains("\u001b[H\u001b[J", "\u001b[1mSERVICE\u001b[0m");
  }

  @Test
  void theKeyQGivesTheTerminalBack() throws Exception {
    String text = onTerminal("xterm", "xq");

    assertThat(text).startsWith("exit 0 taken True restored True\n" + ENTER).endsWith(LEAVE);
  }

  @Test
  void anotherSizeIsFilledAtOnce() throws Exception {
    List<String> screens = List.of(onTerminal("xterm", "q").split("\u001b\\[H\u001b\\[J", -1));

    String last = screens.get(screens.size() - 1);
    assertThat(widest(screens.get(1))).isEqualTo(60);
    assertThat(widest(last)).isBetween(61, 100);
    assertThat(screens)
        .allSatisfy(screen -> assertThat(screen.split("\n", -1)).hasSizeLessThan(13));
  }

  @Test
  void withoutColoursNoneIsShown() throws Exception {
    String text = onTerminal("xterm", "q", "env", "NO_COLOR=1");

    assertThat(text).contains(ENTER, "SERVICE").doesNotContainPattern("\u001b\\[[0-9;]*m");
  }

  @Test
  void aTerminalThatTakesNoCommandsGetsLines() throws Exception {
    String text = onTerminal("dumb", "\u0003");

    assertThat(text).startsWith("exit 130 taken False restored True\n").contains("SERVICE");
    assertThat(text).doesNotContain("\u001b");
  }

  private static int widest(String screen) {
    return screen
        .replaceAll("\u001b\\[[?0-9;]*[a-zA-Z]", "")
        .lines()
        .mapToInt(String::length)
        .max()
        .orElseThrow();
  }

  private String onTerminal(String kind, String keys, String... wrapper) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("-c", TERMINAL, kind, keys));
    arguments.addAll(List.of(wrapper));
    arguments.add(ProcessHandle.current().info().command().orElse("java"));
    arguments.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar"));
    arguments.add(System.getProperty("alpnmux.jar", "target/alpnmux.jar"));
    arguments.addAll(List.of("top", "--interval", "100ms", "--admin", gateway.admin()));
    try (Program terminal = Program.start("python3", arguments.toArray())) {
      return terminal.succeed();
    }
  }
}
