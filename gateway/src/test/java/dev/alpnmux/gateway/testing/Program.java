package dev.alpnmux.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real program that a test runs: found by its name, its output kept, ended by {@link #close} at
 * the latest. Output and errors are one text of one char per byte, so that binary output survives.
 */
public final class Program implements AutoCloseable {
  /** More output than any test expects; what comes after it is read and dropped. */
  private static final int OUTPUT_MAX = 8 * 1024 * 1024;

  private static final long PATIENCE_MILLIS = RunningGateway.PATIENCE.toMillis();

  private final List<String> command;
  private final Process process;
  private final Thread reader;
  private final StringBuilder output = new StringBuilder();
  private boolean ended;

  private Program(List<String> command) throws IOException {
    this.command = command;
    this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
    this.reader = new Thread(this::read, "output of " + command.get(0));
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Whether these programs are installed, for the condition of a test class. In CI always: there
   * nothing may be missing, and the start of what is missing fails.
   */
  public static boolean areInstalled(String... names) {
    return isCi() || Stream.of(names).allMatch(name -> find(name).isPresent());
  }

  /** Whether this runs where nothing may be missing. */
  public static boolean isCi() {
    return "true".equals(System.getenv("CI"));
  }

  /** Starts an installed program. */
  public static Program start(String name, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    Path file = find(name).orElseThrow(() -> new AssertionError(name + " is not installed"));
    command.add(file.toString());
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return new Program(command);
  }

  /** Daemons live where the path of an ordinary user does not lead. */
  private static Optional<Path> find(String name) {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/local/sbin:/usr/sbin:/sbin";
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void read() {
    byte[] chunk = new byte[16 * 1024];
    try (InputStream stream = process.getInputStream()) {
      for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
        append(new String(chunk, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      append(e.toString());
    } finally {
      end();
    }
  }

  private synchronized void append(String text) {
    output.append(text, 0, Math.min(text.length(), OUTPUT_MAX - output.length()));
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until the output holds a text; fails if the program ends without it. */
  public synchronized Program awaitOutput(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    long left = PATIENCE_MILLIS;
    while (output.indexOf(text) < 0 && !ended && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    assertThat(output.toString()).as("output of %s", command).contains(text);
    return this;
  }

  /** Returns the rest of the first line that holds a text, from behind it. */
  public synchronized String lineBehind(String text) throws InterruptedException {
    awaitOutput(text);
    String behind = output.substring(output.indexOf(text) + text.length());
    return behind.lines().findFirst().orElse("");
  }

  /** Writes to the program's standard input. */
  public void say(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    process.getOutputStream().flush();
  }

  /** Ends the program's standard input. */
  public Program endInput() throws IOException {
    process.getOutputStream().close();
    return this;
  }

  /** Waits for the end of the program, which must be a success, and returns its whole output. */
  public String succeed() throws InterruptedException {
    String text = awaitEnd();
    assertThat(process.exitValue()).as("status of %s, which said: %s", command, text).isZero();
    return text;
  }

  /** The status that the program has ended with. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Waits for the end of the program, which must be a failure, and returns its whole output. */
  public String fail() throws InterruptedException {
    String text = awaitEnd();
    assertThat(process.exitValue()).as("status of %s, which said: %s", command, text).isNotZero();
    return text;
  }

  private String awaitEnd() throws InterruptedException {
    boolean over = process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    if (over) {
      reader.join(PATIENCE_MILLIS);
    }
    synchronized (this) {
      assertThat(over).as("%s ends; it said: %s", command, output).isTrue();
      return output.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
  }
}
